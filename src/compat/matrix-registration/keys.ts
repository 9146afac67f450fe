/**
 * Every key that config.yaml has had, under the name that the last generation has for it, with the
 * names of earlier ones and the value where the file says nothing.
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
  /** Not the program's: options of Latchkey's own, under their own names. */
  latchkey: { aliases: [] },
} satisfies Record<string, { aliases: string[] }>

export type Key = keyof typeof KEYS

const names = new Map<string, Key>(
  Object.entries(KEYS).flatMap(([key, { aliases }]) =>
    [key, ...aliases].map((name) => [name, key as Key] as const),
  ),
)

/** The key that a name in the file stands for. */
export function keyNamed(name: string): Key | undefined {
  return names.get(name)
}

/** Only the last generations know these: their presence tells whose commands are meant. */
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
