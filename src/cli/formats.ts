import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { decode } from '../config/file.ts'
import { loadConfig, type ConfigSource, type Loaded } from '../config/load.ts'
import type { Context } from '../core/context.ts'
import type { Finding } from '../shared/finding.ts'
import type { OpenDatabase } from '../store/schema.ts'

export type FormatName = 'native' | 'portero' | 'matrix-registration'

/** Opens a database that takes more than its address: a predecessor's may have to be taken over. */
export type DatabaseOpener = (
  purpose: 'read' | 'write',
  tools: Pick<Context, 'clock' | 'random'> & { say: (line: string) => void },
) => Promise<OpenDatabase>

/** What a predecessor's format adds to a configuration. */
interface Additions {
  openDatabase?: DatabaseOpener
  /** Where the file is matrix-registration's: whether it says where people reach the pages. */
  matrixRegistration?: { publicUrlKnown: boolean }
  /** Examines the predecessor's database. */
  examineOld?: () => Promise<Finding[]>
}

/** A configuration of any format. */
export type AnyLoaded = Loaded & Additions

/** A file of a predecessor: where it is, and its bytes, since not every format is UTF-8. */
export interface ForeignSource extends ConfigSource {
  path: string
  bytes: Buffer
}

/** A predecessor's configuration file, read as it is. */
export interface Format {
  name: FormatName
  /** Looks for keys of its own. `text` is the file in ISO-8859-1, so that any bytes can be looked at. */
  recognises: (text: string) => boolean
  load: (source: ForeignSource) => Promise<AnyLoaded>
}

/** What commands know of the predecessors; src/programs hands it in. */
export interface Predecessors {
  formats: readonly Format[]
  /** The path to read for a path that a command line or a variable names. */
  resolvePath: (path: string, cwd: string) => string
}

/** Reads a configuration of whichever format: told apart by what the file says, not by its name. */
export async function readAnyConfig(
  source: ConfigSource,
  formats: readonly Format[],
): Promise<AnyLoaded & { format: FormatName }> {
  const bytes = bytesOf(source)
  const found = bytes && recognise(bytes, formats)
  if (bytes && found && source.path !== null) {
    return { ...(await found.load({ ...source, path: source.path, bytes })), format: found.name }
  }
  const text = bytes && decode(bytes)
  const read = text && 'text' in text ? { ...source, ...text } : source
  return { ...(await loadConfig(read)), format: 'native' }
}

/** The format of a file; one that isn't there is for the native reader, which says so. */
export function recogniseFile(path: string, cwd: string, formats: readonly Format[]): FormatName {
  const bytes = bytesOf({ path, cwd, env: {} })
  return (bytes && recognise(bytes, formats)?.name) ?? 'native'
}

function recognise(bytes: Buffer, formats: readonly Format[]): Format | undefined {
  const text = bytes.toString('latin1')
  return formats.find((format) => format.recognises(text))
}

/** Undefined where there is no file or it can't be read: the native reader says so. */
function bytesOf({ path, cwd, text }: ConfigSource): Buffer | undefined {
  if (text !== undefined) return Buffer.from(text)
  try {
    return path === null ? undefined : readFileSync(resolve(cwd, path))
  } catch {
    return undefined
  }
}
