import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { matrixRegistration } from '../compat/matrix-registration/format.ts'
import { portero } from '../compat/portero/format.ts'
import { decode } from '../config/file.ts'
import { loadConfig, type ConfigSource, type Loaded } from '../config/load.ts'

export type FormatName = 'native' | 'portero' | 'matrix-registration'

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
  load: (source: ForeignSource) => Promise<Loaded>
}

const predecessors: readonly Format[] = [portero, matrixRegistration]

/** Reads a configuration of whichever format: told apart by what the file says, not by its name. */
export async function readAnyConfig(
  source: ConfigSource,
): Promise<Loaded & { format: FormatName }> {
  const bytes = bytesOf(source)
  const found = bytes && recognise(bytes)
  if (bytes && found && source.path !== null) {
    return { ...(await found.load({ ...source, path: source.path, bytes })), format: found.name }
  }
  const text = bytes && decode(bytes)
  const read = text && 'text' in text ? { ...source, ...text } : source
  return { ...(await loadConfig(read)), format: 'native' }
}

/** The format of a file; one that isn't there is for the native reader, which says so. */
export function recogniseFile(path: string, cwd: string): FormatName {
  const bytes = bytesOf({ path, cwd, env: {} })
  return (bytes && recognise(bytes)?.name) ?? 'native'
}

function recognise(bytes: Buffer): Format | undefined {
  const text = bytes.toString('latin1')
  return predecessors.find((format) => format.recognises(text))
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
