/** A PostgreSQL database and the schema of our tables; null: the server's default schema. */
export interface PostgresAddress {
  connectionString: string
  schema: string | null
}

/** `-c search_path=latchkey`, `--search_path="Front door",public` */
const searchPath = /\s*(?:-c\s*|--)search_path=(?:"([^"]+)"|([^\s",$]+))(?:,\S*)?(?=\s|$)/i

/**
 * Parses a `postgres://…` URL. The schema comes from `?schema=` or from a search_path in `options`.
 * Neither is sent as a session setting: a pooler refuses it, drops it, or gives the session to another
 * client. Statements name the schema instead.
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

/** The URL without the schema. Encodes spaces as %20, as not every reader decodes `+`. */
function withQuery(address: URL, options: string): string {
  address.searchParams.delete('schema')
  address.searchParams.delete('options')
  if (options === '') return address.href
  const before = address.search === '' ? '?' : `${address.search}&`
  address.search = `${before}options=${encodeURIComponent(options)}`
  return address.href
}
