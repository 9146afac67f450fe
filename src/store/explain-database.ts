import { explain } from '../shared/explain.ts'

/** Why a database can't be opened or used, in one line, with what to do where that is known. */
export function explainDatabase(error: unknown): string {
  const [first = error] = error instanceof AggregateError ? (error.errors as unknown[]) : []
  if (!(first instanceof Error)) return explain(first)
  const { code, message }: NodeJS.ErrnoException = first
  if (/client password must be a (non-empty )?string/.test(message)) return NO_PASSWORD
  const place = unreachable(first)
  if (place !== null) return place
  if ('errcode' in first && first.errcode === CANTOPEN) return `${message}: ${NO_FILE}`
  const advice = ADVICES.find(([known]) =>
    code === undefined ? known === message : known === code,
  )
  return advice === undefined ? explain(first) : `${explain(first)}: ${advice[1]}`
}

const NO_PASSWORD =
  'PostgreSQL asks for a password, and none is given: put it into the address of the database, into PGPASSWORD or into ~/.pgpass'

/** SQLite's result code (https://sqlite.org/rescode.html). */
const CANTOPEN = 14

const NO_FILE = 'does it exist, and may this user read and write it and its folder?'

const NO_ANSWER = 'does a firewall drop the connection, and are host and port in the address right?'

/** By PostgreSQL's code (its manual, appendix A), or the message of its client. */
const ADVICES: readonly [known: string, advice: string][] = [
  ['28P01', 'check user and password in the address of the database'],
  ['28000', 'check the user in the address of the database, and pg_hba.conf of the server'],
  ['3D000', 'create it (createdb), or correct the name at the end of the address'],
  ['42501', 'its owner has to allow it, as with GRANT CREATE, USAGE ON SCHEMA public TO …'],
  ['53300', 'raise max_connections of the server, or use a pooler'],
  ['57P03', 'wait until it has started'],
  ['The server does not support SSL connections', 'remove sslmode from the address'],
  ['timeout expired', NO_ANSWER],
  ['timeout exceeded when trying to connect', NO_ANSWER],
  ['Connection terminated due to connection timeout', NO_ANSWER],
]

interface ConnectError extends NodeJS.ErrnoException {
  hostname?: string
  address?: string
  port?: number
}

/** Where nothing answered; null if that isn't the reason. */
function unreachable(error: Error): string | null {
  const { code, hostname, address, port }: ConnectError = error
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `its host ${JSON.stringify(hostname)} has no address: is the name right, and does DNS work here?`
  }
  if (address === undefined || !error.message.startsWith('connect ')) return null
  const socket = port === undefined
  const place = socket ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`
  return `${explain(error)} at ${place}: is PostgreSQL running there?`
}
