import { randomText } from '../shared/ids.ts'
import { error, fine, type Finding, notice, warning } from '../shared/finding.ts'
import { makePaths } from '../shared/paths.ts'
import { proofOf } from '../shared/reach-proof.ts'
import type { Reach } from '../model/reach.ts'
import { explainAbsence } from './absence.ts'
import { ask, faultOf, objectOf } from './ask.ts'
import type { DoctorContext } from './context.ts'
import { askLocal, nameOf, readReach } from './local-portal.ts'
import { anotherDatabase, changedSince, describeOlder, readTraces } from './older.ts'
import { examineSocket } from './socket.ts'
import { examineVisitorAddress } from './visitor-address.ts'

const paths = makePaths('')

/**
 * Whether public.url leads to this portal: the same path is requested at public.url and at the
 * listener, and both responses must contain the same proof.
 */
export async function examineSite(context: DoctorContext): Promise<Finding[]> {
  const { matrixRegistration: old } = context.remarks
  if (old?.publicUrlKnown === false) return [unknownAddress, ...(await examineRoute(context))]
  return examineRoute(context)
}

const unknownAddress = warning(
  'address_unknown',
  'The configuration does not state the public address of the pages. Unless a trusted web server in front sends it, pages have no QR code; the doctor can’t test whether one does.',
  'Add public.url and proxies.trusted below latchkey.',
)

async function examineRoute(context: DoctorContext): Promise<Finding[]> {
  const { config, random } = context
  const { url, listen } = config.public
  const nonce = randomText(random, 24)
  const path = paths.reach(nonce)
  const below = new URL(url).pathname.replace(/\/$/, '')
  const [local, remote, traces] = await Promise.all([
    askLocal(listen, below === '' ? [path] : [below + path, path]),
    askRemote(context, url + path),
    readTraces(config.database.url),
  ])
  const { key } = traces
  const proof = key === null ? null : proofOf(key, nonce)
  const facts = { remote, traces, isOurs: 'proof' in remote && remote.proof === proof }
  if ('absent' in local) return [await explainAbsence(context, local.absent, facts)]
  const socket = examineSocket(config)
  if (traces.isRead && local.proof !== proof) return [...socket, anotherDatabase(nameOf(listen))]
  const changed = changedSince(config, local, key)
  const found = [...socket, ...describeOlder(changed)]
  if (changed.restart.includes('public.url')) return found
  return [...found, ...(await examineLeading(context, local, remote))]
}

type Remote = Reach | { fault: string }

/** Whether public.url leads to the portal that answers here. */
async function examineLeading(
  context: DoctorContext,
  local: Reach,
  remote: Remote,
): Promise<Finding[]> {
  const { url } = context.config.public
  if ('fault' in remote)
    return [misrouted(`The portal is running, but ${url}/reach ${remote.fault}.`)]
  if (local.proof !== remote.proof) return [misrouted(`${url} leads to another portal.`)]
  return [
    await examinePages(context),
    ...examinePath(url, remote),
    await examineVisitorAddress(context, remote),
  ]
}

async function askRemote({ fetch }: DoctorContext, url: string): Promise<Remote> {
  const answer = await ask(fetch, url)
  const fault = faultOf(answer)
  if (fault !== null || 'cause' in answer) return { fault: String(fault) }
  return readReach(objectOf(answer)) ?? { fault: 'is not answered by Latchkey' }
}

function misrouted(sentence: string): Finding {
  const advice =
    'Have the web server forward everything below public.url to public.listen. public.url must be the address after all redirects. docs/deploying.md shows how.'
  return error('public_url', sentence, advice)
}

/** Requests the first page and its stylesheet: a web server may forward only some paths. */
async function examinePages({ fetch, config }: DoctorContext): Promise<Finding> {
  const { url } = config.public
  const page = await ask(fetch, url + paths.home)
  const text = 'body' in page ? page.body : ''
  const style = / href="((?:\/[^"]*)?\/static\/style\.[^"]*)"/.exec(text)?.[1]
  const fault = faultOf(page) ?? (style === undefined ? 'is another page' : null)
  if (fault !== null)
    return misrouted(`The portal is reached, but its first page ${url}/ ${fault}.`)
  const sheet = await ask(fetch, new URL(url).origin + style)
  const missing = faultOf(sheet)
  if (missing !== null)
    return misrouted(`The stylesheet of the pages is missing: ${style} ${missing}.`)
  return fine('public_url', `${url} leads to this portal.`)
}

function examinePath(url: string, { path }: Reach): Finding[] {
  const { pathname } = new URL(url)
  if (pathname === '/' || path.startsWith(`${pathname}/`)) return []
  const sentence = `The web server in front removes ${pathname} from the path of requests.`
  return [notice('path', sentence, 'The portal supports that; nothing has to be done.')]
}
