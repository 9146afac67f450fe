import type { Cell, OldReader } from './old-reader.ts'

/** A row of `tokens`, of whichever generation, by what its columns mean. */
export interface OldToken {
  name: Cell
  expiry: Cell
  /** `once`: whether one_time is meant, otherwise max_usage. */
  uses: { cell: Cell; once: boolean }
  used: Cell
  disabled: Cell
  addresses: string[]
}

/** The names that a column has had, the latest first. */
const COLUMNS = {
  expiry: ['expiration_date', 'ex_date', 'expire'],
  uses: ['max_usage', 'one_time'],
  used: ['used'],
  disabled: ['disabled'],
} as const

/** All tokens in the order in which they were made. Undefined where there are no such tables. */
export async function readOldTokens(old: OldReader): Promise<OldToken[] | undefined> {
  const there = new Set(await old.columns('tokens'))
  const expiry = COLUMNS.expiry.find((name) => there.has(name))
  const uses = COLUMNS.uses.find((name) => there.has(name))
  if (!there.has('name') || expiry === undefined || uses === undefined) return undefined
  const known = ['name', expiry, uses, ...['used', 'disabled'].filter((name) => there.has(name))]
  const addresses = await readAddresses(old)
  const rows = await old.rows('tokens', known)
  return rows.map((cells) => {
    const cell = (name: string) => cells[known.indexOf(name)] ?? null
    const name = cell('name')
    return {
      name,
      expiry: cell(expiry),
      uses: { cell: cell(uses), once: uses === 'one_time' },
      used: cell('used'),
      disabled: cell('disabled'),
      addresses: addresses.get(String(name)) ?? [],
    }
  })
}

/**
 * Addresses by the token's name, as the program showed them. One revision joined its tables by the
 * address, the next by its number.
 */
async function readAddresses(old: OldReader): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  const tables = await Promise.all([old.columns('ips'), old.columns('association')])
  if (tables.some((columns) => columns.length === 0)) return found
  const byKey = new Map<string, string[]>()
  for (const [id, address] of await old.rows('ips', ['id', 'address'])) {
    const text = String(address ?? '')
    byKey.set(`id ${String(id)}`, [text])
    byKey.set(text, [...(byKey.get(text) ?? []), text])
  }
  for (const [key, token] of await old.rows('association', ['ips', 'tokens'])) {
    const named = byKey.get(String(key)) ?? byKey.get(`id ${String(key)}`) ?? []
    found.set(String(token), [...(found.get(String(token)) ?? []), ...named.filter(Boolean)])
  }
  return found
}
