import { noSynapse } from '../homeservers/mas-server-facts.ts'
import { client, openMasServer } from '../homeservers/mas-server.ts'
import { recordedAnswers } from '../homeservers/recorded-answers.ts'
import { type Answer, asAnswer } from './answers.ts'
import type { Backend } from './backend.ts'
import type { Newcomer } from './people.ts'

const recorded = recordedAnswers('mas-admin-api')
const kinds = {
  mas: ['profile', 'nonce', 'register', 'password', 'settle', 'shut'],
  'mas-token': ['profile', 'nonce', 'mint', 'settle', 'shut'],
} as const

/** MAS and its Synapse, as a stateful stand-in. */
export async function openMas(kind: 'mas' | 'mas-token'): Promise<Backend> {
  const mas = await openMasServer()
  const ended: Answer = asAnswer(recorded('bad token shaped'))
  const owns = (name: string, password: string) => {
    const user = mas.users.get(name)
    return user !== undefined && !user.isShut && user.password === password
  }
  return {
    url: mas.url,
    homeserver: { kind, serverName: mas.serverName },
    mas: { clientId: client.id, clientSecret: client.secret },
    kinds: kinds[kind],
    passed: mas.passed,
    makeStranger: (name, password) => {
      if (!mas.users.has(name)) mas.add(name, password)
      return Promise.resolve()
    },
    deactivate: (name) => {
      const user = mas.users.get(name)
      if (user) user.isShut = true
      return Promise.resolve()
    },
    owns: (name, password) => Promise.resolve(owns(name, password)),
    answers: { 'no synapse': asAnswer(noSynapse), '401': ended, '401 after': ended },
    goOn: kind === 'mas-token' ? (one) => goThroughForm(mas, one) : (one) => signIn(mas, one),
    handsOver: kind === 'mas-token',
    isBurnt: (name) => mas.users.get(name)?.isShut === true,
    isInUse: (name) => (mas.users.get(name)?.sessions ?? 0) > 0,
    broken: (newcomers, open) => broken(mas, newcomers, open),
    [Symbol.asyncDispose]: mas.close,
  }
}

type Mas = Awaited<ReturnType<typeof openMasServer>>

function signIn(mas: Mas, { name, password, person }: Newcomer): Promise<void> {
  if (person.goesOn) mas.signIn(name, password)
  return Promise.resolve()
}

/** The page before MAS's form shows the code. */
async function goThroughForm(mas: Mas, newcomer: Newcomer): Promise<void> {
  const { visitor, name, password, endings, person } = newcomer
  if (endings.at(-1) !== 'welcome') return
  // The portal may have been killed meanwhile: without the code the person gives up.
  const page = await visitor.welcome().catch(() => undefined)
  const code = mas.tokens.codes().find((one) => page?.text.includes(one))
  if (code === undefined) return
  mas.handedOver.set(name, code)
  if (!person.goesOn) return
  if (mas.goThroughForm(code, name, password) === 'no such token') mas.deadCodes.push(name)
}

/** Problems of these people that MAS's operator would see. */
function broken(mas: Mas, newcomers: Newcomer[], open: ReadonlySet<string>): string[] {
  const users = newcomers.flatMap(({ name, person, password }) => {
    const user = mas.users.get(name)
    const isTheirs = person.name === 'own' || person.name === 'rival'
    return user && isTheirs ? [{ ...user, isOwn: user.password === password }] : []
  })
  return [
    ...newcomers
      .filter(({ name }) => !open.has(name) && mas.tokens.isValid(mas.handedOver.get(name)))
      .map(({ name }) => `${name} has a code that can still create an account`),
    ...mas.deadCodes.splice(0).map((name) => `${name} got an invalid code`),
    ...mas.unknown.splice(0).map((route) => `the stand-in doesn't know ${route}`),
    ...users
      .filter(({ isShut, isOwn }) => isShut && isOwn)
      .map(({ name }) => `${name} was deactivated, and may be in use`),
    ...users
      .filter(({ isShut, password, name }) => !isShut && password === null && !open.has(name))
      .map(({ name }) => `an unfinished account of ${name} was left`),
  ]
}
