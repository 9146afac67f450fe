import { randomText } from '../shared/ids.ts'
import { error, fine, type Finding, notice, warning } from '../shared/finding.ts'
import type { Listen } from '../model/config.ts'
import { askListener } from '../shared/ask-listener.ts'
import { makePaths } from '../shared/paths.ts'
import type { Reach } from '../model/reach.ts'
import { ask, faultOf, objectOf } from './ask.ts'
import type { Patient } from './patient.ts'
import { examineVisitorAddress } from './visitor-address.ts'

const paths = makePaths('')

/**
 * Whether people who open public.url arrive at this very portal: it is called by that address and at
 * its listener, and both answers have to hold the same proof.
 */
export async function examineSite(patient: Patient): Promise<Finding[]> {
  const { matrixRegistration: old } = patient.remarks
  if (old?.publicUrlKnown === false) return [unknownAddress, ...(await examineWay(patient))]
  return examineWay(patient)
}

const unknownAddress = warning(
  'address_unknown',
  'The configuration does not say where people reach the pages: where no trusted web server in front says it, they get no QR code, and whether one is trusted can not be tried.',
  'Add public.url and proxies.trusted below latchkey.',
)

async function examineWay(patient: Patient): Promise<Finding[]> {
  const { url, listen } = patient.config.public
  const path = paths.reach(randomText(patient.random, 24))
  const [here, there] = await Promise.all([
    askHere(listen, new URL(url).pathname.replace(/\/$/, '') + path),
    askThere(patient, url + path),
  ])
  if (here === null) return [notRunning(patient, there)]
  if ('fault' in there) return [astray(`The portal is running, but ${url}/reach ${there.fault}.`)]
  if (here.proof !== there.proof) return [astray(`${url} leads to another portal.`)]
  return [
    await examinePages(patient),
    ...examinePath(url, there),
    examineVisitorAddress(patient, there),
  ]
}

async function askHere(listen: Listen, path: string): Promise<Reach | null> {
  try {
    const { body } = await askListener(listen, path)
    return readReach(JSON.parse(body))
  } catch {
    return null
  }
}

async function askThere({ fetch }: Patient, url: string): Promise<Reach | { fault: string }> {
  const answer = await ask(fetch, url)
  const fault = faultOf(answer)
  if (fault !== null || 'cause' in answer) return { fault: String(fault) }
  return readReach(objectOf(answer)) ?? { fault: 'is not answered by a portal' }
}

function readReach(json: Record<string, unknown>): Reach | null {
  return typeof json['proof'] === 'string' ? (json as unknown as Reach) : null
}

function notRunning({ config }: Patient, there: Reach | { fault: string }): Finding {
  const { url, listen } = config.public
  const where = 'path' in listen ? listen.path : `${listen.host}:${listen.port}`
  if ('proof' in there) {
    const sentence = `A portal answers at ${url}, but none at ${where} as seen from here.`
    return warning('not_running', sentence, 'Ask the doctor again where the portal runs.')
  }
  const advice = `Whether ${url} leads here can be tried when it is: latchkey serve.`
  return warning('not_running', `The portal is not running: nothing answers at ${where}.`, advice)
}

function astray(sentence: string): Finding {
  const advice =
    'Have the web server pass everything below public.url on to public.listen; public.url is the address after all redirects. docs/deploying.md shows how.'
  return error('public_url', sentence, advice)
}

/** The first page, and the stylesheet that it names: a web server may pass on only half. */
async function examinePages({ fetch, config }: Patient): Promise<Finding> {
  const { url } = config.public
  const page = await ask(fetch, url + paths.home)
  const text = 'body' in page ? page.body : ''
  const style = / href="((?:\/[^"]*)?\/static\/style\.[^"]*)"/.exec(text)?.[1]
  const fault = faultOf(page) ?? (style === undefined ? 'is another page' : null)
  if (fault !== null) return astray(`The portal is reached, but its first page ${url}/ ${fault}.`)
  const sheet = await ask(fetch, new URL(url).origin + style)
  const missing = faultOf(sheet)
  if (missing !== null) return astray(`The pages come without their looks: ${style} ${missing}.`)
  return fine('public_url', `${url} leads to this portal.`)
}

function examinePath(url: string, { path }: Reach): Finding[] {
  const { pathname } = new URL(url)
  if (pathname === '/' || path.startsWith(`${pathname}/`)) return []
  const sentence = `The web server in front takes ${pathname} off before it passes requests on.`
  return [notice('path', sentence, 'The portal understands that; nothing has to be done.')]
}
