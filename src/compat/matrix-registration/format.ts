import type { Format } from '../../cli/formats.ts'
import { decode } from '../../config/file.ts'
import { problem } from '../../config/problem.ts'

/** A key that all generations require and our own format doesn't have. */
const OWN_KEY = /^[\s{,]*["']?server_location["']?\s*:/m

/** Whether a text is a configuration file of the old program. */
export function isOwn(text: string): boolean {
  return OWN_KEY.test(text)
}

/** matrix-registration's config.yaml as a format for Latchkey's commands. */
export const matrixRegistration: Format = {
  name: 'matrix-registration',
  recognises: isOwn,
  load: async ({ path, bytes, env, cwd }) => {
    const read = decode(bytes)
    if ('fault' in read) {
      return {
        problems: [problem({ file: path, line: null, key: null }, read.fault)],
        warnings: [],
      }
    }
    const { loadFile } = await import('./load.ts')
    return loadFile({ path, text: read.text, env, cwd })
  },
}
