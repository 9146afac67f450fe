import { join } from 'node:path'
import { ABSENT, readText } from '../../config/file.ts'
import type { Environment } from '../../config/environment.ts'
import type { ConfigProblem } from '../../config/problem.ts'
import { problem } from '../../config/problem.ts'
import type { Document } from './document.ts'
import { keyNamed } from './keys.ts'

/**
 * Adds the settings of `$CREDENTIALS_DIRECTORY/secrets` (lines of `key=value`), which override the file.
 * The value is everything after the first `=`, unchanged.
 */
export async function readCredentials(
  document: Document,
  env: Environment,
): Promise<ConfigProblem[]> {
  const folder = env['CREDENTIALS_DIRECTORY']
  if (!folder) return []
  const file = join(folder, 'secrets')
  const read = readText(file)
  if ('fault' in read) {
    if (read.fault === ABSENT) return []
    return [problem({ file, line: null, key: null }, read.fault)]
  }
  for (const [at, line] of read.text.split(/\r?\n/).entries()) {
    const [, name = '', value = ''] = /^\s*([^=#\s]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    const key = keyNamed(name.toLowerCase())
    if (key) document.entries.set(key, { place: { file, line: at + 1, key: name }, value })
    else if (name) document.warnings.push(`${name} in ${file} is no key that is known here.`)
  }
  return []
}
