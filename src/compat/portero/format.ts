import type { Format } from '../../cli/formats.ts'
import { problem } from '../../config/problem.ts'

/** Keys that only a file of portero's has, as they begin a line of a properties file. */
const OWN_KEY =
  /^[ \t\f]*(?:matrix(?:\.|\\u002e)(?:admin|public)|server(?:\.|\\u002e)(?:public|private|title|thread|token))/im

/** portero's properties file, as every command of Latchkey's reads it. */
export const portero: Format = {
  name: 'portero',
  recognises: (text) => OWN_KEY.test(text),
  load: async (source) => {
    const { readPortero } = await import('./settings.ts')
    const file = await readPortero(source.bytes)
    if ('settings' in file) return (await import('./native.ts')).nativeConfig(file, source)
    const place = { file: source.path, line: null, key: null }
    return { problems: file.faults.map(({ message }) => problem(place, message)), warnings: [] }
  },
}
