import { dirname, extname, join, resolve } from 'node:path'

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
  // A URL without a host means a unix socket; `?host=` names it and takes precedence.
  const url = URL.parse(written.replace(/^(\w+:\/\/[^/?]*@|\w+:\/\/)\//, '$1localhost/'))
  if (!url || url.pathname.length < 2) return undefined
  const own = new URL(url)
  own.search = `${own.search === '' ? '?' : `${own.search}&`}schema=${SCHEMA}`
  return { old: url.href, own: own.href }
}
