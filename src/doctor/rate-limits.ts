import type { Config } from '../model/config.ts'
import { askListener } from '../shared/ask-listener.ts'
import { liftLimits } from './bot-limits.ts'
import { fine, type Finding, warning } from '../shared/finding.ts'

/** How often the homeserver answered 429 since the portal started, as the portal's metrics count it. */
export async function examineRateLimits({ homeserver, private: own }: Config): Promise<Finding[]> {
  const text = await askListener(own.listen, '/metrics').then(
    ({ body }) => body,
    // Another check reports whether the portal runs.
    () => '',
  )
  const counted = [...text.matchAll(samples)].map(({ groups = {} }) => ({
    call: groups['call'] ?? '',
    outcome: groups['outcome'] ?? '',
    times: Number(groups['times']),
  }))
  if (counted.length === 0) return []
  const limited = counted.filter(({ outcome, times }) => outcome === '429' && times > 0)
  if (limited.length === 0) return [fine('rate_limits', unlimited)]
  const list = limited.map(({ call, times }) => `${times} × ${call}`).join(', ')
  const sentence = `Since the portal started, the homeserver answered 429 (too many requests): ${list}. People wait for it.`
  return [
    warning(
      'rate_limits',
      sentence,
      adviceFor(
        homeserver.kind,
        limited.map(({ call }) => call),
      ),
    ),
  ]
}

const unlimited = 'The homeserver has limited no request since the portal started.'

const samples =
  /^latchkey_homeserver_call_seconds_count\{(?=[^}]*call="(?<call>[^"]*)")(?=[^}]*outcome="(?<outcome>[^"]*)")[^}]*\} (?<times>\d+)/gm

/** Synapse's limits ("Ratelimiting" in its configuration manual), by our name for the call. */
const synapseLines: Readonly<Record<string, string>> = {
  profile: 'rc_profile: {per_second: 10, burst_count: 2000}',
  register: 'rc_registration: {per_second: 1, burst_count: 100}',
  'token validity': 'rc_registration_token_validity: {per_second: 1, burst_count: 100}',
  login:
    'rc_login: {address: {per_second: 1, burst_count: 100}, account: {per_second: 1, burst_count: 100}}',
  join: 'rc_joins: {local: {per_second: 1, burst_count: 100}}, rc_joins_per_room: {per_second: 10, burst_count: 100}',
}

const isBot = (call: string) => call.startsWith('bot ')

function adviceFor(kind: Config['homeserver']['kind'], calls: readonly string[]): string {
  if (calls.some((call) => call.startsWith('mas '))) return 'Raise rate_limiting in MAS.'
  if (kind === 'dendrite') {
    return 'Raise client_api.rate_limiting in dendrite.yaml: {threshold: 100, cooloff_ms: 100}.'
  }
  const forBot = calls.some(isBot) ? `Those of the bot: ${liftLimits('BOT')}` : ''
  if (calls.every(isBot)) return forBot
  const lines = [...new Set(calls.flatMap((call) => synapseLines[call] ?? []))]
  const raise = lines.length === 0 ? '' : ` If it is set, in homeserver.yaml: ${lines.join('; ')}.`
  return `Set x_forwarded: true on Synapse’s listener, so that it counts each visitor.${raise}${forBot && ` ${forBot}`}`
}
