import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UsageError } from './failure.ts'

const userId = /^@[^:/\\]+:[\w.:[\]-]+$/

/**
 * Replaces each argument `@FILE` by the lines of FILE: one argument per line, spaces included. Empty lines
 * are ignored, and lines that begin with @ are taken literally. So is an argument that looks like a user
 * id, `@ana:example.org`.
 */
export async function readArgumentFiles(args: readonly string[], cwd: string): Promise<string[]> {
  const read = args.map(async (arg) =>
    /^@./.test(arg) && !userId.test(arg) ? readLines(resolve(cwd, arg.slice(1))) : [arg],
  )
  return (await Promise.all(read)).flat()
}

async function readLines(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.code
    throw new UsageError(`The arguments in ${path} can't be read: ${why}.`)
  })
  return text.split(/\r?\n/).filter((line) => line.trim() !== '')
}
