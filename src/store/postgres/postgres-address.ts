/** A PostgreSQL database and the schema that our tables stand in; null: the server's first one. */
export interface PostgresAddress {
  connectionString: string
  schema: string | null
}

/** `-c search_path=latchkey`, `--search_path="Front door",public` */
const searchPath = /\s*(?:-c\s*|--)search_path=(?:"([^"]+)"|([^\s",$]+))(?:,\S*)?(?=\s|$)/i

/**
 * Takes a `postgres://…` URL apart. The schema is named by `?schema=`, or by a search_path in `options`.
 * Neither is sent as a setting of the session: a pooler refuses it, drops it, or hands the session to
 * somebody else. Statements name the schema themselves.
 */
export function postgresAddress(url: string): PostgresAddress {
  const address = URL.parse(url)
  if (!address) return { connectionString: url, schema: null }
  const named = address.searchParams.get('schema')
  const options = address.searchParams.get('options') ?? ''
  const [whole = '', exact, folded] = searchPath.exec(options) ?? []
  const schema = named ?? exact ?? folded?.toLowerCase() ?? null
  if (schema === null) return { connectionString: url, schema }
  const others = options.replace(whole, '').trim()
  return { connectionString: withQuery(address, others), schema }
}

/** The URL without the schema; `+` would not be read as a space by everybody. */
function withQuery(address: URL, options: string): string {
  address.searchParams.delete('schema')
  address.searchParams.delete('options')
  if (options === '') return address.href
  const before = address.search === '' ? '?' : `${address.search}&`
  address.search = `${before}options=${encodeURIComponent(options)}`
  return address.href
}
