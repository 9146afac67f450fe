import type { Terms } from '../../ports/homeserver.ts'

/*
 * User-interactive authentication (spec: client-server API): the homeserver names flows, each a list
 * of stages, and a session in which the stages of one flow are gone through.
 */

/** The stages of one way, in order. */
export type Flow = string[]

export interface Challenge {
  session: string
  flows: Flow[]
  /** Of the stage m.login.terms. */
  policies: Record<string, unknown>
}

/** What can be gone through from here; everything else takes a mailbox or a puzzle. */
const possible = new Set(['m.login.registration_token', 'm.login.dummy', 'm.login.terms'])

/** The flow to go through: one that asks for the token, if there is one. */
export function pickFlow(flows: readonly Flow[]): Flow | undefined {
  const doable = flows.filter((flow) => flow.every((stage) => possible.has(stage)))
  return doable.find((flow) => flow.includes('m.login.registration_token')) ?? doable[0]
}

/** The stages that nothing here can go through. */
export function obstacles(flows: readonly Flow[]): string[] {
  return [...new Set(flows.flat())].filter((stage) => !possible.has(stage))
}

export function readFlows({ flows }: Record<string, unknown>): Flow[] {
  return Array.isArray(flows) ? flows.map((flow) => texts(asObject(flow)['stages'])) : []
}

/** What a 401 asks for; undefined where it is another kind of answer. */
export function readChallenge(json: Record<string, unknown>): Challenge | undefined {
  const { session, params } = json
  if (typeof session !== 'string') return undefined
  const terms = asObject(asObject(params)['m.login.terms'])
  return { session, flows: readFlows(json), policies: asObject(terms['policies']) }
}

/** The stages that this session has behind it. */
export function readCompleted({ completed }: Record<string, unknown>): string[] {
  return texts(completed)
}

/** The policies that have to be agreed to, in the first of these languages that each has. */
export function readTerms(
  policies: Record<string, unknown>,
  languages: readonly string[] = [],
): Terms[] {
  return Object.entries(policies).flatMap(([key, policy]) => {
    const { version, ...translations } = asObject(policy)
    const language = languages.find((tag) => tag in translations) ?? 'en'
    const { name, url } = asObject(translations[language] ?? Object.values(translations)[0])
    return typeof name === 'string' && typeof url === 'string'
      ? [{ id: encodeURIComponent(`${key}:${String(version)}`), name, url }]
      : []
  })
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
