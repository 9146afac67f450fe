import { dirname, extname, join, resolve } from 'node:path'

/** Where the old program keeps its tables, and where ours go beside them. */
export interface Databases {
  /** `sqlite:/absolute/path` or `postgres://…` */
  old: string
  own: string
}

/** The schema that our tables stand in on PostgreSQL. */
const SCHEMA = 'latchkey'

/** What the program meant by `{cwd}`: a slash at its end until the last generation, which wrote one. */
export function expandFolder(text: string, cwd: string): string {
  return text.replace(/\{cwd\}\/?/g, `${cwd.replace(/\/$/, '')}/`)
}

/**
 * The databases of a `db` as it stands in the file: an SQLAlchemy URL or, in the oldest generation,
 * the path of an SQLite file. Undefined for a kind of database that isn't served.
 */
export function readDatabase(db: string, cwd: string): Databases | undefined {
  const text = expandFolder(db.trim(), cwd)
  const [, scheme, rest = ''] = /^([a-z0-9]+)(?:\+[a-z0-9_]+)?:\/\/(.*)$/is.exec(text) ?? []
  if (scheme === undefined) return text === '' || /^\w+:/.test(text) ? undefined : sqlite(text, cwd)
  if (/^sqlite$/i.test(scheme)) {
    const path = rest.replace(/\?.*$/s, '').replace(/^\//, '')
    return path === '' || path === ':memory:' ? undefined : sqlite(path, cwd)
  }
  return /^postgres(ql)?$/i.test(scheme) ? postgres(`postgres://${rest}`) : undefined
}

function sqlite(path: string, cwd: string): Databases {
  const whole = resolve(cwd, path)
  const extension = extname(whole)
  const stem = whole.slice(dirname(whole).length + 1, whole.length - extension.length)
  const own = join(dirname(whole), `${stem}.latchkey${extension}`)
  return { old: `sqlite:${whole}`, own: `sqlite:${own}` }
}

function postgres(written: string): Databases | undefined {
  // Without a host, a socket is meant: which one, `?host=` says, and that counts more.
  const url = URL.parse(written.replace(/^(\w+:\/\/[^/?]*@|\w+:\/\/)\//, '$1localhost/'))
  if (!url || url.pathname.length < 2) return undefined
  const own = new URL(url)
  own.search = `${own.search === '' ? '?' : `${own.search}&`}schema=${SCHEMA}`
  return { old: url.href, own: own.href }
}
