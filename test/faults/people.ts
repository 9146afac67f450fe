import { setTimeout as pause } from 'node:timers/promises'
import { type Reply, type Visitor, newVisitor } from '../support/visitor.ts'
import type { Backend } from './backend.ts'
import type { Person } from './history.ts'

/** How an attempt ended for the person: `busy`, `limited`, `later`, `broken` invite them to try again. */
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
  /** The terms that the form showed, where there are any. */
  terms?: string
  /** How each press of the button ended. */
  endings: Ending[]
  /** The ends of two presses at once. */
  pairs: [Ending, Ending][]
}

/** How many buttons are pressed and not yet answered, now and at most. */
export const crowd = { now: 0, most: 0 }

export function makeNewcomer(
  person: Person,
  { url, code, name, password }: Record<'url' | 'code' | 'name' | 'password', string>,
): Newcomer {
  // A network may have only a few accounts half made, and each of these people has one of their own.
  const visitor = newVisitor(url)
  const path = `/i/${code}/account`
  const { invite } = person
  return { person, invite, name, password, visitor, path, endings: [], pairs: [] }
}

/** Gets the form, and with it the cookie that a second try is known by. */
export async function openForm(newcomer: Newcomer): Promise<void> {
  const { status, text } = await newcomer.visitor.get(newcomer.path)
  if (status !== 200) throw new Error(`the form was answered ${status}`)
  const [, terms] = /name="terms" value="([^"]+)"/.exec(text) ?? []
  if (terms !== undefined) newcomer.terms = terms
}

/** Presses the button at their moment, once or twice, and perhaps goes on at the homeserver. */
export async function arrive(newcomer: Newcomer, { goOn }: Pick<Backend, 'goOn'>): Promise<void> {
  const { at, twice } = newcomer.person
  await pause(at)
  if (twice) newcomer.pairs.push(await Promise.all([press(newcomer), press(newcomer)]))
  else await press(newcomer)
  await goOn?.(newcomer)
}

/** Presses the button once more, and goes on as before. */
export async function comeBack(newcomer: Newcomer, { goOn }: Pick<Backend, 'goOn'>): Promise<void> {
  await press(newcomer)
  await goOn?.(newcomer)
}

/** Whether they may still hope: nothing definite was said, and they are of those who return. */
export function wouldReturn(newcomer: Newcomer): boolean {
  return newcomer.person.returns && !hasEnd(newcomer)
}

/** Whether they were told something that trying again doesn't change. */
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
      return headers.get('location') === '/welcome' ? 'welcome' : 'failed'
    case 422:
      return text.includes('Somebody else is taking the name') ? 'busy' : 'refused'
    case 410:
      return 'closed'
    // A rate limit of the homeserver.
    case 429:
      return 'limited'
    // Without cookies the hand-off page is the answer itself; otherwise a page that waits.
    case 200:
      return text.includes('<title>You’re in') ? 'welcome' : 'later'
    case 503:
      return 'later'
    // What nginx says of a portal that was killed.
    case 502:
    case 504:
      return 'broken'
    default:
      return 'failed'
  }
}
