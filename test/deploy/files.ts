import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The path of a file of this repository. */
export function pathOf(name: string): string {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url))
}

export function readRepository(name: string): string {
  return readFileSync(pathOf(name), 'utf8')
}

/** A file with texts replaced for this machine; each text has to be in it. */
export function adapted(name: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`${name} says nothing of ${from}`)
    return text.replaceAll(from, to)
  }, readRepository(name))
}
