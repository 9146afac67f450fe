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

export interface OldTokens {
  count: number
  /** In the order in which they were made. */
  batches: () => AsyncGenerator<OldToken[]>
}

/** Undefined where there are no such tables. */
export async function findOldTokens(old: OldReader): Promise<OldTokens | undefined> {
  const there = new Set(await old.columns('tokens'))
  const expiry = COLUMNS.expiry.find((name) => there.has(name))
  const uses = COLUMNS.uses.find((name) => there.has(name))
  if (!there.has('name') || expiry === undefined || uses === undefined) return undefined
  const others = ['used', 'disabled'].filter((name) => there.has(name))
  return {
    count: await old.count('tokens'),
    batches: () => readTokens(old, { expiry, uses, others }),
  }
}

interface Names {
  expiry: string
  uses: string
  others: readonly string[]
}

async function* readTokens(old: OldReader, { expiry, uses, others }: Names) {
  const known = ['name', expiry, uses, ...others]
  const addresses = await readAddresses(old)
  for await (const rows of old.batches('tokens', known)) {
    yield rows.map((cells): OldToken => {
      const cell = (name: string) => cells[known.indexOf(name)] ?? null
      const name = cell('name')
      return {
        name,
        expiry: cell(expiry),
        uses: { cell: cell(uses), once: uses === 'one_time' },
        used: cell('used'),
        disabled: cell('disabled'),
        addresses: addresses.get(String(name))?.split('\n').filter(Boolean) ?? [],
      }
    })
  }
}

/**
 * Addresses by the token's name, a line each, as the program showed them. One revision joined its tables
 * by the address, the next by its number. There may be a million: texts take half of what arrays do.
 */
async function readAddresses(old: OldReader): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const tables = await Promise.all([old.columns('ips'), old.columns('association')])
  if (tables.some((columns) => columns.length === 0)) return found
  const byKey = new Map<string, string>()
  for await (const rows of old.batches('ips', ['id', 'address'])) {
    for (const [id, address] of rows) {
      const text = String(address ?? '')
      byKey.set(`id ${String(id)}`, text)
      addLine(byKey, text, text)
    }
  }
  for await (const rows of old.batches('association', ['ips', 'tokens'])) {
    for (const [key, token] of rows) {
      const address = byKey.get(String(key)) ?? byKey.get(`id ${String(key)}`)
      if (address) addLine(found, String(token), address)
    }
  }
  return found
}

function addLine(lines: Map<string, string>, key: string, line: string): void {
  const before = lines.get(key)
  lines.set(key, before === undefined ? line : `${before}\n${line}`)
}
