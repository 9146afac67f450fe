import type { Terms } from '../../ports/homeserver.ts'

/*
 * User-interactive authentication (spec: client-server API): the homeserver offers flows, each a list
 * of stages, and a session in which the client completes the stages of one flow.
 */

/** The stages of one flow, in order. */
export type Flow = string[]

export interface Challenge {
  session: string
  flows: Flow[]
  /** Of the stage m.login.terms. */
  policies: Record<string, unknown>
}

/** The stages that Latchkey can complete. The others need a mailbox or a captcha. */
const supportedStages = new Set(['m.login.registration_token', 'm.login.dummy', 'm.login.terms'])

/** The flow to use: preferably one with the registration token. */
export function pickFlow(flows: readonly Flow[]): Flow | undefined {
  const supported = flows.filter((flow) => flow.every((stage) => supportedStages.has(stage)))
  return supported.find((flow) => flow.includes('m.login.registration_token')) ?? supported[0]
}

/** The stages that Latchkey can't complete. */
export function unsupportedStages(flows: readonly Flow[]): string[] {
  return [...new Set(flows.flat())].filter((stage) => !supportedStages.has(stage))
}

export function readFlows({ flows }: Record<string, unknown>): Flow[] {
  return Array.isArray(flows) ? flows.map((flow) => texts(asObject(flow)['stages'])) : []
}

/** The challenge in a 401; undefined for any other answer. */
export function readChallenge(json: Record<string, unknown>): Challenge | undefined {
  const { session, params } = json
  if (typeof session !== 'string') return undefined
  const terms = asObject(asObject(params)['m.login.terms'])
  return { session, flows: readFlows(json), policies: asObject(terms['policies']) }
}

/** The stages that this session has completed. */
export function readCompleted({ completed }: Record<string, unknown>): string[] {
  return texts(completed)
}

/** The policies to accept, each in the first of these languages that it has. */
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
