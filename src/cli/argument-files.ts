import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UsageError } from './failure.ts'

const userId = /^@[^:/\\]+:[\w.:[\]-]+$/

/**
 * Puts the lines of FILE in the place of each argument `@FILE`: an argument a line, with the spaces
 * in it. Empty lines don't count, and a line that begins with @ is meant as it stands. So is what
 * reads like somebody's user id, `@ana:example.org`.
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
