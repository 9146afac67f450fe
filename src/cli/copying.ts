import { type Connection, connect } from '../store/database.ts'
import { type Copied, copyDatabase, CopyRefused, type Reason } from '../store/copy.ts'
import { explainDatabase } from '../store/explain-database.ts'
import { Failure } from './failure.ts'
import { databaseName } from '../config/database-name.ts'
import { showProgress } from './progress.ts'
import type { Output } from './shell.ts'

/** A database and its name in sentences. */
export interface Place {
  url: string
  name: string
}

export function placeOf(url: string): Place {
  return { url, name: `The database ${databaseName({ database: { url } })}` }
}

/** Copies a database into an empty one. Shows the progress on a terminal. */
export async function copy(from: Place, to: Place, terminal: Output): Promise<Copied[]> {
  await using source = await openPlace(from, 'read')
  await using target = await openPlace(to, 'fill')
  const progress = showProgress(terminal)
  try {
    return await copyDatabase(source, target, (table, rows) =>
      progress.show(`${table}: ${rows.toLocaleString('en')} rows`),
    )
  } catch (error) {
    if (error instanceof CopyRefused) throw new Failure(sentences[error.reason](from, to, error))
    throw error
  } finally {
    progress.clear()
  }
}

function openPlace({ url, name }: Place, purpose: 'read' | 'fill'): Promise<Connection> {
  return connect(url, () => {}, purpose).catch((error: unknown) => {
    throw new Failure(`${name} can't be opened: ${explainDatabase(error)}.`)
  })
}

type Sentence = (from: Place, to: Place, refused: CopyRefused) => string

const sentences: Record<Reason, Sentence> = {
  not_ours: ({ name }, _, { message }) => `${name} is not a database of Latchkey: ${message}.`,
  newer: ({ name }, _, { message }) =>
    `${name} was created by a newer Latchkey and can't be read by this one (${message}).`,
  damaged: ({ name }, _, { message }) => `${name} is damaged: ${message}`,
  not_empty: (_, { name }) => `${name} is not empty. Nothing was changed; choose an empty one.`,
  differs: (_, { name }, { message }) =>
    `${name} did not keep what was written to it (${message}). Nothing was changed.`,
}

/** `12 invitations, 1 redemption, 40 events`: lets an operator recognise the data. */
export function contents(copied: readonly Copied[]): string {
  const words: [table: string, one: string, more: string][] = [
    ['invites', 'invitation', 'invitations'],
    ['redemptions', 'redemption', 'redemptions'],
    ['events', 'event', 'events'],
  ]
  const counted = words.map(([table, one, more]) => {
    const rows = copied.find((each) => each.table === table)?.rows ?? 0
    return `${rows.toLocaleString('en')} ${rows === 1 ? one : more}`
  })
  return counted.join(', ')
}
