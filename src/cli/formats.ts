import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { decode } from '../config/file.ts'
import { loadConfig, type ConfigSource, type Loaded } from '../config/load.ts'
import type { Context } from '../core/context.ts'
import type { Finding } from '../shared/finding.ts'
import type { OpenDatabase } from '../store/schema.ts'

export type FormatName = 'native' | 'portero' | 'matrix-registration'

/** Opens a database that needs more than its URL: a predecessor's may have to be imported first. */
export type DatabaseOpener = (
  purpose: 'read' | 'write',
  tools: Pick<Context, 'clock' | 'random'> & { say: (line: string) => void },
) => Promise<OpenDatabase>

/** What a predecessor's format adds to a configuration. */
interface Additions {
  openDatabase?: DatabaseOpener
  /** Only for matrix-registration's file: whether it states the public address of the pages. */
  matrixRegistration?: { publicUrlKnown: boolean }
  /** Checks the predecessor's database. */
  examineOld?: () => Promise<Finding[]>
}

/** A configuration of any format. */
export type AnyLoaded = Loaded & Additions

/** A predecessor's file: its path, and its bytes, since not every format is UTF-8. */
export interface ForeignSource extends ConfigSource {
  path: string
  bytes: Buffer
}

/** A predecessor's format of configuration file. */
export interface Format {
  name: FormatName
  /** Whether the file has this format's keys. `text`: decoded as ISO-8859-1, which accepts any bytes. */
  recognises: (text: string) => boolean
  load: (source: ForeignSource) => Promise<AnyLoaded>
}

/** What commands know about predecessors, injected by src/programs. */
export interface Predecessors {
  formats: readonly Format[]
  /** The path to read for a path from the command line or environment. */
  resolvePath: (path: string, cwd: string) => string
}

/** Reads a configuration of any format. The content decides, not the file's name. */
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

/** The format of a file; `native` for a missing file, so that the native reader reports it. */
export function recogniseFile(path: string, cwd: string, formats: readonly Format[]): FormatName {
  const bytes = bytesOf({ path, cwd, env: {} })
  return (bytes && recognise(bytes, formats)?.name) ?? 'native'
}

function recognise(bytes: Buffer, formats: readonly Format[]): Format | undefined {
  const text = bytes.toString('latin1')
  return formats.find((format) => format.recognises(text))
}

/** Undefined if the file can't be read: the native reader reports it. */
function bytesOf({ path, cwd, text }: ConfigSource): Buffer | undefined {
  if (text !== undefined) return Buffer.from(text)
  try {
    return path === null ? undefined : readFileSync(resolve(cwd, path))
  } catch {
    return undefined
  }
}
