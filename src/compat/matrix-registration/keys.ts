/**
 * All keys that config.yaml ever had, by their name in the last generation, with earlier names and the
 * default.
 */
const KEYS = {
  server_location: { aliases: [] },
  server_name: { aliases: [] },
  registration_shared_secret: { aliases: ['shared_secret'] },
  admin_api_shared_secret: { aliases: ['admin_secret'] },
  client_redirect: { aliases: ['riot_instance'] },
  client_logo: { aliases: [] },
  base_url: { aliases: [] },
  db: { aliases: [] },
  host: { aliases: [] },
  port: { aliases: [] },
  rate_limit: { aliases: [] },
  allow_cors: { aliases: [] },
  ip_logging: { aliases: [] },
  logging: { aliases: [] },
  password: { aliases: [] },
  username: { aliases: [] },
  /** Not a key of the old program: Latchkey's own options. */
  latchkey: { aliases: [] },
} satisfies Record<string, { aliases: string[] }>

export type Key = keyof typeof KEYS

const names = new Map<string, Key>(
  Object.entries(KEYS).flatMap(([key, { aliases }]) =>
    [key, ...aliases].map((name) => [name, key as Key] as const),
  ),
)

/** The key for a name in the file. */
export function keyNamed(name: string): Key | undefined {
  return names.get(name)
}

/** Keys of the last generations only: their presence decides which generation's commands are meant. */
const LATE = new Set([
  'registration_shared_secret',
  'admin_api_shared_secret',
  'client_redirect',
  'client_logo',
  'ip_logging',
  'username',
])

/** 1: the generation up to 0.8, with one_time and ex_date. 2: the one after it. */
export type Generation = 1 | 2

export function generationOf(written: Iterable<string>): Generation {
  return [...written].some((name) => LATE.has(name)) ? 2 : 1
}
