import type { Plugin } from 'rolldown'

/** Stands for a module of Node's own. */
const mark = '\0builtin:'

/**
 * Loads Node's own modules by `getBuiltinModule` instead of by an import. An imported module makes every
 * part of itself at once; of a loaded one only what is asked for is made.
 */
export const loadBuiltins: Plugin = {
  name: 'builtins',
  resolveId: {
    filter: { id: /^node:/ },
    // One for each file, as a file that is shared would be put where all of the portal is.
    handler: (id, importer = '', { kind }) =>
      kind === 'import-statement' ? `${mark}${id}:${importer}` : null,
  },
  load: {
    filter: { id: new RegExp(`^${mark}`) },
    handler(id) {
      const name = id.slice(mark.length).split(':', 2).join(':')
      const parts = Object.keys(process.getBuiltinModule(name) ?? {}).filter(
        (key) => key !== 'default',
      )
      const code = [
        `const builtin = /*#__PURE__*/ process.getBuiltinModule('${name}')`,
        'export default builtin',
        ...parts.map((part) => `export const ${part} = builtin.${part}`),
      ]
      return { code: code.join('\n'), moduleSideEffects: false }
    },
  },
}
