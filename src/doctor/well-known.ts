import { fine, type Finding, warning } from '../shared/finding.ts'
import { type SiteAnswer, ask, faultOf, objectOf } from './ask.ts'
import type { DoctorContext } from './context.ts'
import { follow, type Followed, isOpenToBrowsers } from './follow.ts'

/**
 * Whether apps find the homeserver by its name (spec: client-server API, "Server discovery"): by the
 * well-known file, else at the host itself.
 */
export async function examineWellKnown(context: DoctorContext): Promise<Finding[]> {
  const { serverName, fetch } = context
  if (serverName() === '') return []
  const host = serverName().replace(/:\d+$/, '')
  const url = `https://${host}/.well-known/matrix/client`
  const found = await follow(fetch, url)
  if ('answer' in found && found.answer.status === 200) return examineFile(context, url, found)
  const versions = await ask(fetch, `https://${host}${versionsPath}`)
  if (isHomeserver(versions)) return [fine('well_known', `Apps find the homeserver at ${host}.`)]
  const fault = 'fault' in found ? found.fault : ledTo(url, found.url) + faultOf(found.answer)
  return [
    warning('well_known', `Apps don't find the homeserver by its name: ${url} ${fault}.`, serve),
  ]
}

const versionsPath = '/_matrix/client/versions'
const serve =
  'Serve {"m.homeserver": {"base_url": "https://…"}} there, with the header Access-Control-Allow-Origin: *.'

function ledTo(first: string, last: string): string {
  return first === last ? '' : `leads to ${last}, which `
}

/** What apps do with the file, wherever it was found. */
async function examineFile(
  context: DoctorContext,
  url: string,
  { url: at, answer, hidden }: Followed,
): Promise<Finding[]> {
  const base = Object(objectOf(answer)['m.homeserver']).base_url
  if (typeof base !== 'string' || !/^https?:/.test(base) || !URL.canParse(base)) {
    const sentence = `Apps can't read ${url}: it ${ledTo(url, at)}names no base_url.`
    return [warning('well_known', sentence, serve)]
  }
  const closed = hidden ?? (isOpenToBrowsers(answer) ? null : at)
  return [
    await examineBase(context, url, base),
    ...(closed === null ? [] : [notForBrowsers(closed, hidden)]),
  ]
}

function notForBrowsers(url: string, redirect: string | null): Finding {
  const sentence =
    redirect === null
      ? `Apps in a browser may not read ${url}.`
      : `Apps in a browser may not follow the redirect of ${url}; other apps do.`
  return warning('well_known', sentence, 'Add the header Access-Control-Allow-Origin: *.')
}

async function examineBase(context: DoctorContext, url: string, base: string): Promise<Finding> {
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
