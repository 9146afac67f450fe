import { databaseUrl } from '../config/addresses.ts'
import { command } from './command.ts'
import { copy, placeOf } from './copying.ts'
import { UsageError } from './failure.ts'
import { printLines } from './print.ts'
import { table } from '../shared/terminal-text.ts'

export const databaseCopy = command({
  allow: 'data:copy',
  summary: `Copies a database into an empty one, of the same or the other kind, and compares every row.
Stop the portal first: changes made meanwhile are not copied.`,
  options: {
    from: { value: 'URL', summary: 'sqlite:FILE or postgres://user@host/name' },
    to: { value: 'URL', summary: 'The target. A password can come from PGPASSWORD or ~/.pgpass' },
  },
  examples: [
    [
      'database copy --from sqlite:latchkey.db --to postgres://latchkey@db/latchkey',
      'To PostgreSQL',
    ],
  ],
  run: async ({ shell, options }) => {
    const from = placeOf(await readUrl('from', options.from, shell.cwd))
    const to = placeOf(await readUrl('to', options.to, shell.cwd))
    const copied = await copy(from, to, shell.stderr)
    const rows = copied.map(({ table: name, rows: count, digest }) => [
      name,
      String(count),
      digest.slice(0, 16),
    ])
    printLines(shell.stdout, table([['TABLE', 'ROWS', 'DIGEST'], ...rows], shell.stdout))
    printLines(shell.stdout, [
      'Both hold the same data. Set database.url before you start the portal.',
    ])
    return 0
  },
})

/** The text of a refusal never contains the address, which may hold a password. */
async function readUrl(
  name: 'from' | 'to',
  text: string | undefined,
  folder: string,
): Promise<string> {
  if (text === undefined) throw new UsageError(`--${name} is ${databaseUrl.expected}.`)
  const url = databaseUrl.read(text, folder)
  if (url !== undefined) return url
  const { explainRefusal } = await import('../config/refusal.ts')
  const refusal = await explainRefusal(databaseUrl, text, { folder })
  const why = refusal ? ` What is given ${refusal.why}.` : ''
  throw new UsageError(`--${name} is ${databaseUrl.expected}.${why}`)
}
