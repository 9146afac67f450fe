import type { Plugin } from 'rolldown'

/** Prefix of the virtual modules that replace Node's built-in modules. */
const mark = '\0builtin:'

/**
 * Loads Node's built-in modules by `getBuiltinModule` instead of an import: an import evaluates every
 * lazy export at once, `getBuiltinModule` only those that are used.
 */
export const loadBuiltins: Plugin = {
  name: 'builtins',
  resolveId: {
    filter: { id: /^node:/ },
    // One for each importing file: a shared one would land in the chunk of the whole portal.
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
