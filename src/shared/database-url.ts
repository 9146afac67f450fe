const scheme = 'sqlite:'

/** The path of the file that a database URL names; null where it is a server. */
export function sqliteFile(url: string): string | null {
  return url.startsWith(scheme) ? url.slice(scheme.length) : null
}
