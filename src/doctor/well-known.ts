import { fine, type Finding, warning } from '../shared/finding.ts'
import { type SiteAnswer, ask, faultOf, objectOf } from './ask.ts'
import type { DoctorContext } from './context.ts'

/**
 * Whether apps find the homeserver by its name (spec: client-server API, "Server discovery"): by the
 * well-known file, else at the host itself.
 */
export async function examineWellKnown(context: DoctorContext): Promise<Finding[]> {
  const { serverName, fetch } = context
  if (serverName() === '') return []
  const host = serverName().replace(/:\d+$/, '')
  const url = `https://${host}/.well-known/matrix/client`
  const answer = await ask(fetch, url)
  if ('status' in answer && answer.status === 200) return [await examineFile(context, url, answer)]
  const versions = await ask(fetch, `https://${host}${versionsPath}`)
  if (isHomeserver(versions)) return [fine('well_known', `Apps find the homeserver at ${host}.`)]
  const sentence = `Apps don't find the homeserver by its name: ${url} ${faultOf(answer)}.`
  return [warning('well_known', sentence, serve)]
}

const versionsPath = '/_matrix/client/versions'
const serve =
  'Serve {"m.homeserver": {"base_url": "https://…"}} there, with the header Access-Control-Allow-Origin: *.'

async function examineFile(
  context: DoctorContext,
  url: string,
  answer: SiteAnswer,
): Promise<Finding> {
  const base = Object(objectOf(answer)['m.homeserver']).base_url
  if (typeof base !== 'string' || !/^https?:/.test(base) || !URL.canParse(base)) {
    return warning('well_known', `Apps can't read ${url}: it names no base_url.`, serve)
  }
  if (answer.headers.get('access-control-allow-origin') !== '*') {
    const sentence = `Apps in a browser may not read ${url}.`
    return warning('well_known', sentence, 'Add the header Access-Control-Allow-Origin: *.')
  }
  if (!isOwn(context, base)) return fine('well_known', `Apps are led to ${base} by ${url}.`)
  const versions = await ask(context.fetch, base.replace(/\/$/, '') + versionsPath)
  if (isHomeserver(versions)) return fine('well_known', `Apps find the homeserver at ${base}.`)
  const fault = faultOf(versions) ?? 'is not a homeserver'
  const sentence = `${url} leads apps to ${base}, which ${fault}.`
  return warning(
    'well_known',
    sentence,
    'Correct base_url, or have the web server forward /_matrix.',
  )
}

function isHomeserver(answer: SiteAnswer | { cause: string }): boolean {
  return 'body' in answer && answer.status === 200 && Array.isArray(objectOf(answer)['versions'])
}

/** Only hosts of the configuration and below the server's name are requested. */
function isOwn({ config, serverName }: DoctorContext, base: string): boolean {
  const { homeserver, public: site } = config
  const { hostname } = new URL(base)
  const name = serverName().replace(/:\d+$/, '')
  const known = [name, new URL(homeserver.url).hostname, new URL(site.url).hostname]
  return known.includes(hostname) || hostname.endsWith(`.${name}`)
}
