import { setTimeout as pause } from 'node:timers/promises'
import { mePath, type Reply, type Visitor, newVisitor } from '../support/visitor.ts'
import type { Backend } from './backend.ts'
import type { Person } from './history.ts'

/** An attempt's outcome for the person. `busy`, `limited`, `later` and `broken` invite a retry. */
export type Ending =
  | 'welcome'
  | 'refused'
  | 'closed'
  | 'busy'
  | 'limited'
  | 'later'
  | 'broken'
  | 'failed'

export interface Newcomer {
  person: Person
  /** Index of their invitation. */
  invite: number
  name: string
  password: string
  visitor: Visitor
  path: string
  /** The terms on the form, if any. */
  terms?: string
  /** The outcome of each press of the button. */
  endings: Ending[]
  /** The outcomes of two simultaneous presses. */
  pairs: [Ending, Ending][]
}

/** The number of requests in flight, now and at most. */
export const crowd = { now: 0, most: 0 }

export function makeNewcomer(
  person: Person,
  { url, code, name, password }: Record<'url' | 'code' | 'name' | 'password', string>,
): Newcomer {
  // A network may have only a few unfinished accounts, so each of these people has a separate network.
  const visitor = newVisitor(url)
  const path = `/i/${code}/account`
  const { invite } = person
  return { person, invite, name, password, visitor, path, endings: [], pairs: [] }
}

/** Opens the form and gets the cookie that identifies a second try. */
export async function openForm(newcomer: Newcomer): Promise<void> {
  const { status, text } = await newcomer.visitor.get(newcomer.path)
  if (status !== 200) throw new Error(`the form was answered ${status}`)
  const [, terms] = /name="terms" value="([^"]+)"/.exec(text) ?? []
  if (terms !== undefined) newcomer.terms = terms
}

/** Presses the button at the planned time, once or twice, and may continue at the homeserver. */
export async function arrive(newcomer: Newcomer, { goOn }: Pick<Backend, 'goOn'>): Promise<void> {
  const { at, twice } = newcomer.person
  await pause(at)
  if (twice) newcomer.pairs.push(await Promise.all([press(newcomer), press(newcomer)]))
  else await press(newcomer)
  await goOn?.(newcomer)
}

/** Presses the button once more, and continues as before. */
export async function comeBack(newcomer: Newcomer, { goOn }: Pick<Backend, 'goOn'>): Promise<void> {
  await press(newcomer)
  await goOn?.(newcomer)
}

/** Whether they try again: the outcome was not final, and the history lets them return. */
export function wouldReturn(newcomer: Newcomer): boolean {
  return newcomer.person.returns && !hasEnd(newcomer)
}

/** Whether the outcome is final. */
function hasEnd({ endings }: Newcomer): boolean {
  return endings.some((ending) => definite.has(ending))
}

const definite = new Set<Ending>(['welcome', 'refused', 'closed'])

async function press(newcomer: Newcomer): Promise<Ending> {
  const { visitor, path, name, password, terms, endings } = newcomer
  crowd.most = Math.max(crowd.most, ++crowd.now)
  const ending = await visitor
    .post(path, { name, password, ...(terms !== undefined && { terms }) })
    .then(endingOf, (): Ending => 'broken')
  crowd.now--
  endings.push(ending)
  return ending
}

function endingOf({ status, headers, text }: Reply): Ending {
  switch (status) {
    case 303:
      return mePath.test(headers.get('location') ?? '') ? 'welcome' : 'failed'
    case 422:
      return text.includes('Somebody else is taking the name') ? 'busy' : 'refused'
    case 410:
      return 'closed'
    // A rate limit of the homeserver.
    case 429:
      return 'limited'
    // A ticket, still queued.
    case 200:
      return 'later'
    case 503:
      return 'later'
    // nginx's response for a killed portal.
    case 502:
    case 504:
      return 'broken'
    default:
      return 'failed'
  }
}
