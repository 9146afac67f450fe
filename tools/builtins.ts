/** `import{a as b}from"node:x";`, `import c from"node:x";`, `import*as d from"node:x";` */
const statement = /import(?:\*as ([\w$]+) | ?([\w$]+)? ?,?(?:\{([^}]*)\})?)from"(node:[^"]+)";/g

/**
 * Turns the imports of Node's own modules into `require`, in minified code. An imported module makes
 * every part of itself at once, a required one only what is asked for: for node:util alone that is
 * 3 ms of the 30 ms that a command takes.
 */
export function requireBuiltins(code: string): string {
  const required: string[] = []
  const rest = code.replaceAll(
    statement,
    (_, space?: string, whole?: string, names?: string, module?: string) => {
      const loaded = `require("${module}")`
      if (space ?? whole) required.push(`${space ?? whole}=${loaded}`)
      if (names) required.push(`{${names.replaceAll(' as ', ':')}}=${loaded}`)
      return ''
    },
  )
  // Packages in the old module format ask for Node's modules with `require`, too.
  if (!/\brequire\b/.test(code) && required.length === 0) return code
  const all = ['require=requireFrom(import.meta.url)', ...required]
  return `import{createRequire as requireFrom}from"node:module";const ${all.join()};${rest}`
}
