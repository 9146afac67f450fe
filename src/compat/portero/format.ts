import type { Format } from '../../config/formats.ts'
import { problem } from '../../config/problem.ts'
import { nativeConfig } from './native.ts'
import { isPortero, readPortero } from './settings.ts'

/** portero's properties file, as every command of Latchkey's reads it. */
export const portero: Format = {
  name: 'portero',
  recognises: isPortero,
  load: async (source) => {
    const file = await readPortero(source.bytes)
    if ('settings' in file) return nativeConfig(file, source)
    const place = { file: source.path, line: null, key: null }
    return { problems: file.faults.map(({ message }) => problem(place, message)), warnings: [] }
  },
}
