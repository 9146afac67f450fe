import type { Mistake } from '../option.ts'
import { whole } from './mistake.ts'

// A URL may hold a password: what these functions say never contains a character of it.

const PYTHON_DRIVER = /^(postgres(?:ql)?|sqlite)\+\w+:/i

/** Why a text is no database. */
export function ofDatabase(text: string): Mistake | null {
  if (/^jdbc:/i.test(text))
    return whole('begins with jdbc:, which has to be left out', text.slice(5))
  if (PYTHON_DRIVER.test(text)) {
    return whole('names a driver of Python: remove + and what follows it before the colon')
  }
  if (/^(mysql|mariadb|mssql|oracle|mongodb|redis)/i.test(text)) {
    return whole('is a kind of database that Latchkey does not use')
  }
  if (/^sqlite/i.test(text)) return ofSqlite(text)
  if (/^postgres(ql)?:/i.test(text)) return ofPostgres(text)
  if (/(^|\s)(host|dbname|user|password)\s*=/i.test(text)) {
    return whole('is a list of keywords: write it as postgres://user:password@host/name')
  }
  return whole(
    'has no scheme: write sqlite: before the path of a file, or postgres:// before a host',
  )
}

function ofSqlite(text: string): Mistake {
  if (/^sqlite:$/i.test(text)) return whole('has no path after sqlite:')
  if (/^sqlite:\/\/[^/]/i.test(text)) {
    return whole('has two slashes after sqlite:, which a path of a file has not: remove them')
  }
  if (text.includes('?')) return whole('has a question mark: no parameters can follow the path')
  return whole('begins with something else than sqlite: and the path of a file')
}

/** Characters of a user name or password that a URL can't hold as they are. */
const RESERVED: Record<string, string> = {
  '#': '%23',
  '/': '%2F',
  '?': '%3F',
  '[': '%5B',
  ']': '%5D',
  '\\': '%5C',
  ' ': '%20',
}

function ofPostgres(text: string): Mistake {
  if (!/^postgres(ql)?:\/\//i.test(text)) return whole('has no // after its scheme')
  const [, user] = /^\w+:\/\/(.*)@/s.exec(text) ?? []
  const [found] = Object.entries(RESERVED).filter(([sign]) => user?.includes(sign))
  if (found) {
    const [sign, written] = found
    return whole(
      `holds ${JSON.stringify(sign)} in its user name or password: write ${written} there`,
    )
  }
  if (user !== undefined && /%(?![\da-f]{2})/i.test(user)) {
    return whole('holds "%" in its user name or password: write %25 there')
  }
  if (/\s/.test(text)) return whole('holds a space')
  return whole('has a host or a port that is not valid')
}
