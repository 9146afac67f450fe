import { fine, type Finding, warning } from '../shared/finding.ts'
import { type SiteAnswer, ask, faultOf, objectOf } from './ask.ts'
import type { Patient } from './patient.ts'

/**
 * Whether apps find the homeserver by its name (spec: client-server API, "Server discovery"): what
 * the well-known file names, else the host itself.
 */
export async function examineWellKnown(patient: Patient): Promise<Finding[]> {
  const { serverName, fetch } = patient
  if (serverName() === '') return []
  const host = serverName().replace(/:\d+$/, '')
  const url = `https://${host}/.well-known/matrix/client`
  const answer = await ask(fetch, url)
  if ('status' in answer && answer.status === 200) return [await examineFile(patient, url, answer)]
  const versions = await ask(fetch, `https://${host}${versionsPath}`)
  if (isHomeserver(versions)) return [fine('well_known', `Apps find the homeserver at ${host}.`)]
  const sentence = `Apps don't find the homeserver by its name: ${url} ${faultOf(answer)}.`
  return [warning('well_known', sentence, serve)]
}

const versionsPath = '/_matrix/client/versions'
const serve =
  'Serve {"m.homeserver": {"base_url": "https://…"}} there, with the header Access-Control-Allow-Origin: *.'

async function examineFile(patient: Patient, url: string, answer: SiteAnswer): Promise<Finding> {
  const base = Object(objectOf(answer)['m.homeserver']).base_url
  if (typeof base !== 'string' || !/^https?:/.test(base) || !URL.canParse(base)) {
    return warning('well_known', `Apps can't read ${url}: it names no base_url.`, serve)
  }
  if (answer.headers.get('access-control-allow-origin') !== '*') {
    const sentence = `Apps in a browser may not read ${url}.`
    return warning('well_known', sentence, 'Add the header Access-Control-Allow-Origin: *.')
  }
  if (!isOwn(patient, base)) return fine('well_known', `Apps are led to ${base} by ${url}.`)
  const versions = await ask(patient.fetch, base.replace(/\/$/, '') + versionsPath)
  if (isHomeserver(versions)) return fine('well_known', `Apps find the homeserver at ${base}.`)
  const fault = faultOf(versions) ?? 'is no homeserver'
  const sentence = `Apps are led by ${url} to ${base}, which ${fault}.`
  return warning(
    'well_known',
    sentence,
    'Correct base_url, or have the web server pass /_matrix on.',
  )
}

function isHomeserver(answer: SiteAnswer | { cause: string }): boolean {
  return 'body' in answer && answer.status === 200 && Array.isArray(objectOf(answer)['versions'])
}

/** Only addresses of the configuration are asked, and names below the homeserver's. */
function isOwn({ config, serverName }: Patient, base: string): boolean {
  const { homeserver, public: site } = config
  const { hostname } = new URL(base)
  const name = serverName().replace(/:\d+$/, '')
  const known = [name, new URL(homeserver.url).hostname, new URL(site.url).hostname]
  return known.includes(hostname) || hostname.endsWith(`.${name}`)
}
