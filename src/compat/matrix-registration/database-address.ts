import { dirname, extname, join, resolve } from 'node:path'
import type { Mistake, ValueType } from '../../config/option.ts'

/** The old program's database, and ours beside it. */
export interface Databases {
  /** `sqlite:/absolute/path` or `postgres://…` */
  old: string
  own: string
}

/** The PostgreSQL schema of our tables. */
const SCHEMA = 'latchkey'

/** Expands `{cwd}`. Earlier generations included a trailing slash; files of the last one write it. */
export function expandFolder(text: string, cwd: string): string {
  return text.replace(/\{cwd\}\/?/g, `${cwd.replace(/\/$/, '')}/`)
}

/**
 * The databases for the key `db`: an SQLAlchemy URL or, in the oldest generation,
 * the path of an SQLite file. Undefined for an unsupported kind of database.
 */
export function readDatabase(db: string, cwd: string): Databases | undefined {
  const text = expandFolder(db.trim(), cwd)
  const [, scheme, rest = ''] = /^([a-z0-9]+)(?:\+[a-z0-9_]+)?:\/\/(.*)$/is.exec(text) ?? []
  if (scheme === undefined) return text === '' || /^\w+:/.test(text) ? undefined : sqlite(text, cwd)
  if (/^sqlite$/i.test(scheme)) {
    const path = rest.replace(/\?.*$/s, '').replace(/^\//, '')
    return path === '' || path === ':memory:' ? undefined : sqlite(path, cwd)
  }
  return /^postgres(ql)?$/i.test(scheme) ? postgres(rest) : undefined
}

function sqlite(path: string, cwd: string): Databases {
  const whole = resolve(cwd, path)
  const extension = extname(whole)
  const stem = whole.slice(dirname(whole).length + 1, whole.length - extension.length)
  const own = join(dirname(whole), `${stem}.latchkey${extension}`)
  return { old: `sqlite:${whole}`, own: `sqlite:${own}` }
}

/**
 * A database server as SQLAlchemy reads its URL: the password may hold any character, and ends with the
 * last `@` that a host follows. (SQLAlchemy, engine/url.py, `_parse_rfc1738_args`.)
 */
const SERVER =
  /^(?:(?<user>[^:/]*)(?::(?<password>.*?))?@)?(?<host>\[[^\]/?@]+\]|[^:/?@]*)(?::(?<port>[^/?@]*))?(?:\/(?<name>[^?@]*))?(?:\?(?<query>.*))?$/s

function postgres(rest: string): Databases | undefined {
  const { user, password, host, port, name, query } = SERVER.exec(rest)?.groups ?? {}
  if (!name) return undefined
  const secret = password === undefined ? '' : `:${encoded(password)}`
  const login = user === undefined ? '' : `${encoded(user)}${secret}@`
  // Without a host it is a unix socket; `?host=` names it and takes precedence.
  const place = `${host || 'localhost'}${port ? `:${port}` : ''}`
  const url = URL.parse(`postgres://${login}${place}/${encoded(name)}${query ? `?${query}` : ''}`)
  if (!url) return undefined
  const own = new URL(url)
  own.search = `${own.search === '' ? '?' : `${own.search}&`}schema=${SCHEMA}`
  return { old: url.href, own: own.href }
}

/** Escapes are kept; as in Python, a % without two digits behind it is that character. */
function encoded(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/%(?![\da-f]{2})|[^\w%.~!$&'()*+,;=-]/giu, encodeURIComponent)
}

/** The type of the key `db`, for the sentence about a wrong value. */
export function databaseOf(cwd: string): ValueType<Databases> {
  return {
    expected: 'a file of SQLite or a database of PostgreSQL',
    read: (raw) => readDatabase(String(raw), cwd),
    mistakes: async () => ofDatabase,
  }
}

function say(why: string): Mistake {
  return { part: null, why, meant: [] }
}

function ofDatabase(text: string): Mistake {
  const [, scheme = ''] = /^([a-z\d]+)(?:\+\w+)?:/i.exec(text) ?? []
  if (/^sqlite$/i.test(scheme)) return say('keeps everything in memory: name a file')
  if (!/^postgres(ql)?$/i.test(scheme))
    return say('is a kind of database that Latchkey does not use')
  if (!/^[^:]+:\/\//.test(text)) return say('has no // after its scheme')
  return say('has no name of a database at its end, or a port that is not valid')
}
