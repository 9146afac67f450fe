import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { failed, type Parsed } from './fault.ts'
import { uriFault } from './uri.ts'

/** Reads the value of a key, or says what portero would say of it. */
export type Read<T> = (key: string, text: string) => Parsed<T> | Promise<Parsed<T>>

export const text: Read<string> = (_key, value) => ({ value })

export const integer: Read<number> = (key, value) => {
  if (!/^[+-]?\d+$/.test(value)) {
    return incorrect(key, value, 'Integer', ['java.lang.NumberFormatException', complaint(value)])
  }
  const number = Number(value)
  return number === Math.trunc(number) && Math.abs(number) < 2 ** 31
    ? { value: number }
    : incorrect(key, value, 'int', ['java.lang.ArithmeticException', 'BigInteger out of int range'])
}

/** What java.math.BigInteger says of a text: it names nine digits at most, and no leading zeros. */
function complaint(value: string): string {
  if (/.[+-]/.test(value)) return 'Illegal embedded sign character'
  const digits = value.replace(/^[+-]/, '')
  if (digits === '') return 'Zero length BigInteger'
  const rest = digits.replace(/^0+/, '')
  const first = rest.length % 9 || 9
  const groups = [rest.slice(0, first), ...(rest.slice(first).match(/.{9}/g) ?? [])]
  return `For input string: "${groups.find((group) => !/^\d+$/.test(group))}"`
}

/** java.net.URI, which takes much that no browser does. */
export const uri: Read<string> = (key, value) => {
  const fault = uriFault(value)
  return fault === null
    ? { value }
    : incorrect(key, value, 'URI', ['java.net.URISyntaxException', `${fault}: ${value}`])
}

const DURATION =
  /^(?<sign>[+-]?)P(?:(?<days>[+-]?\d+)D)?(?:T(?=.)(?:(?<hours>[+-]?\d+)H)?(?:(?<minutes>[+-]?\d+)M)?(?:(?<seconds>[+-]?\d+)(?:[.,]\d{0,9})?S)?)?$/i

/** java.time.Duration in milliseconds, cut to whole seconds as portero does. */
export const duration: Read<number> = (key, value) => {
  const { sign, ...parts } = DURATION.exec(value)?.groups ?? {}
  if (sign === undefined || Object.values(parts).every((part) => part === undefined)) {
    const why = 'Text cannot be parsed to a Duration'
    return incorrect(key, value, 'Duration', ['java.time.format.DateTimeParseException', why])
  }
  const [days, hours, minutes, seconds] = ['days', 'hours', 'minutes', 'seconds'].map((name) =>
    Number(parts[name] ?? 0),
  ) as [number, number, number, number]
  const sum = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
  // java.time.Duration holds a long of seconds, and each part has to fit into one.
  if ([days * 86_400, hours * 3_600, minutes * 60, seconds, sum].some((part) => !isLong(part))) {
    const why = 'Text cannot be parsed to a Duration: overflow'
    return incorrect(key, value, 'Duration', ['java.time.format.DateTimeParseException', why])
  }
  return { value: (sign === '-' ? -sum : sum) * 1000 }
}

function isLong(number: number): boolean {
  return Math.abs(number) < 2 ** 63
}

/** An address of an interface: a name is looked up, IPv4 first, and nothing at all is loopback. */
export const address: Read<string> = async (_key, value) => {
  const bare = value.replace(/^\[(.*)\]$/, '$1')
  if (bare === '') return { value: '127.0.0.1' }
  if (isIP(bare)) return { value: bare }
  try {
    return { value: (await lookup(value, { order: 'ipv4first' })).address }
  } catch (error) {
    const again = (error as NodeJS.ErrnoException).code === 'EAI_AGAIN'
    const why = again ? 'Temporary failure in name resolution' : 'Name or service not known'
    return failed('java.net.UnknownHostException', `${value}: ${why}`)
  }
}

function incorrect(key: string, value: string, type: string, cause: [string, string]) {
  const message = `Value for key ${key} (${value}) cannot be parsed as type ${type}`
  return failed('com.io7m.jproperties.JPropertyIncorrectType', message, {
    type: cause[0],
    message: cause[1],
  })
}
