// `npm run test:sabotage`: breaks the protocol in a copy, once in each of these ways, and prints after how
// many histories the judge notices. Fails if it never does. `-- WORD` selects the ways whose title has it.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run } from '../../tools/programs.ts'
import { type Sabotage, sabotages } from './sabotages.ts'

const howMuch = ['--first', '--runs', '60', '--seed', '5', '--database', 'PostgreSQL']
const [only] = process.argv.slice(2)

for (const sabotage of sabotages.filter(({ what }) => what.includes(only ?? ''))) {
  const folder = copyOf(resolve('.'))
  try {
    carryOut(folder, sabotage)
    const verdict = await (sabotage.noticedBy === undefined
      ? byHistories(folder, sabotage)
      : byTest(folder, sabotage.noticedBy))
    process.stdout.write(`${sabotage.what}: ${verdict ?? 'NOT NOTICED'}\n`)
    if (verdict === undefined) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function byHistories(
  folder: string,
  { histories, driver = 'synapse', by }: Sabotage,
): Promise<string | undefined> {
  const nightly = histories
    ? [`test/${histories}/nightly.ts`, ...howMuch]
    : [
        'test/faults/nightly.ts',
        ...howMuch,
        '--random',
        '--driver',
        driver,
        ...(by ? ['--by', by] : []),
      ]
  const { output } = await run(process.execPath, nightly, { cwd: folder })
  const after = /Property failed after (\d+) tests/.exec(output)?.[1]
  return after && `history ${after}, ${/^ +- (.*)$/m.exec(output)?.[1]}`
}

async function byTest(folder: string, file: string): Promise<string | undefined> {
  const { ok, output } = await run(process.execPath, ['tools/test.ts', file], { cwd: folder })
  return ok ? undefined : (/^ *✖ (.*)$/m.exec(output)?.[1] ?? file)
}

function copyOf(project: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-sabotage-'))
  for (const part of ['src', 'test', 'tools', 'package.json']) {
    cpSync(join(project, part), join(folder, part), { recursive: true })
  }
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

function carryOut(folder: string, { file, from, to }: Sabotage): void {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} has no such line any more: ${from}`)
  writeFileSync(path, text.replaceAll(from, to))
}
