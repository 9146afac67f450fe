import type { Format } from '../../config/formats.ts'

const keys =
  /^[ \t\f]*(?:matrix\.(?:adminSharedSecret|adminURL|publicURL)|server\.(?:title|publicURL|publicPort|publicAddress|privatePort|privateAddress))[ \t\f]*[=: \t\f]/m

/** portero's properties file. */
export const portero: Format = {
  name: 'portero',
  recognises: (text) => keys.test(text),
  load: async () => ({ problems: [], warnings: [] }),
}
