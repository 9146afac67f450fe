import { readPassword } from '../../core/redemption/password-rules.ts'
import { readMultipart } from './multipart.ts'
import { testPattern } from '../../shared/pattern.ts'
import { escapePattern, type Pattern } from './patterns.ts'
import type { PredecessorSettings } from './settings.ts'
import { LONGEST_PASSWORD } from './translate.ts'

export interface RegisterForm {
  username: string
  password: string
  confirm: string
  token: string
}

/** The fields of a form, urlencoded or multipart; of anything else, none. What is missing is ''. */
export function readRegisterForm(bytes: Uint8Array, type = ''): RegisterForm {
  const form = fieldsOf(bytes, type)
  const field = (name: string) => form.get(name) ?? ''
  const [password, confirm] = [readPassword(field('password')), readPassword(field('confirm'))]
  return { username: field('username'), password, confirm, token: field('token') }
}

/** Of fields with the same name the first counts. */
function fieldsOf(bytes: Uint8Array, type: string): Map<string, string> {
  if (/^multipart\/form-data\b/i.test(type)) return readMultipart(bytes, type)
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) return new Map()
  const pairs = [...new URLSearchParams(new TextDecoder().decode(bytes))]
  return new Map(pairs.toReversed())
}

/**
 * What the program found wrong with a form, in its words; empty where nothing is. `onSlow` is called
 * where a pattern takes too long for the name, which is refused then.
 */
export function formProblems(
  form: RegisterForm,
  settings: Pick<
    PredecessorSettings,
    'homeserverUrl' | 'serverName' | 'names' | 'shortestPassword'
  >,
  tokenOpens: boolean,
  onSlow: () => void,
): Record<string, string[]> {
  const found = {
    username: usernameProblems(form.username, settings, onSlow),
    password: passwordProblems(form, settings.shortestPassword),
    token: tokenOpens ? [] : tokenProblems(form.token),
  }
  return Object.fromEntries(Object.entries(found).filter(([, problems]) => problems.length > 0))
}

/** An address may end in the server's name; the program took the homeserver's host name for that. */
function usernameProblems(
  username: string,
  { homeserverUrl, serverName, names }: Parameters<typeof formProblems>[1],
  onSlow: () => void,
): string[] {
  const length = Array.from(username).length
  const problems =
    length < 1 || length > 200 ? ['Field must be between 1 and 200 characters long.'] : []
  const pattern = addressPattern(URL.parse(homeserverUrl)?.hostname ?? '')
  const localpart = [pattern, addressPattern(serverName)]
    .map((one) => new RegExp(one).exec(username)?.[1])
    .find((found) => found !== undefined)
  if (localpart === undefined)
    return [...problems, `Username doesn't follow pattern: '${told(pattern)}'`]
  const verdictOf = ({ translated }: Pattern) => {
    const verdict = testPattern(translated, localpart)
    if (verdict === 'too slow') onSlow()
    return verdict
  }
  const missed = names.wanted.find((one) => verdictOf(one) !== 'matches')
  if (missed) return [...problems, `Username does not follow custom pattern /${missed.source}/`]
  const met = names.unwanted.find((one) => verdictOf(one) !== 'differs')
  return met ? [...problems, `Username must not follow custom pattern /${met.source}/`] : problems
}

function addressPattern(host: string): string {
  return `^@?([a-zA-Z_\\-=\\.\\/0-9]+)(:${escapePattern(host.replace(/^\[|\]$/g, ''))})?$`
}

/** As the program wrote it: with nothing captured before the host. */
function told(pattern: string): string {
  return pattern.replace('([a-zA-Z_\\-=\\.\\/0-9]+)', '[a-zA-Z_\\-=\\.\\/0-9]+')
}

/** A password of nothing but spaces counts as none, and nothing else is said then. */
function passwordProblems({ password, confirm }: RegisterForm, shortest: number): string[] {
  if (password.trim() === '') return ['This field is required.']
  const length = Array.from(password).length
  const problems =
    length < shortest || length > LONGEST_PASSWORD
      ? [`Password should be between ${shortest} and ${LONGEST_PASSWORD} chars long`]
      : []
  return password === confirm ? problems : [...problems, 'Passwords must match']
}

/** The program refused any token that it wouldn't have made itself; here only those don't count. */
function tokenProblems(token: string): string[] {
  const wellKnown = /^([A-Z][a-z]+)+$/.test(token)
  return wellKnown ? ['Token is invalid'] : ['Invalid input.', 'Token is invalid']
}

/** The name alone, of `ana`, `@ana` or `@ana:example.org`. */
export function localpartOf(username: string): string {
  return (username.split(':')[0] ?? '').replace(/^@/, '').toLowerCase()
}
