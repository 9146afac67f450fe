const scheme = 'sqlite:'

/** The file path in an `sqlite:` URL; null for a database server. */
export function sqliteFile(url: string): string | null {
  return url.startsWith(scheme) ? url.slice(scheme.length) : null
}
