// `npm run test:sabotage`: breaks the protocol on purpose, once in each of these ways, in a copy, and
// tells after how many histories the judge notices. Fails if it never does.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run } from '../../tools/programs.ts'

interface Sabotage {
  what: string
  file: string
  /** Lines of the file, without their indent, and what stands there instead. */
  from: string
  to: string
}

const sabotages: Sabotage[] = [
  {
    what: 'a place that is held counts as free',
    file: 'src/store/redemptions.ts',
    from: "eb(eb('used', '+', eb.ref('held')), '<', eb.ref('max_uses'))",
    to: "eb('used', '<', eb.ref('max_uses'))",
  },
  {
    what: 'an unknown outcome gives the place back',
    file: 'src/core/conclude.ts',
    from: 'await markUnknown(app.db, id)',
    to: "await releaseRedemption(app.db, id, 'absent', { now: app.clock() })",
  },
  {
    what: 'settling does not wait until a late creation is impossible',
    file: 'src/core/settle.ts',
    from: 'app.watch.age(redemption) < app.config.homeserver.settleAfter',
    to: 'app.watch.age(redemption) < 0',
  },
  {
    what: 'settling believes the clock and the dates in the database',
    file: 'src/core/settle.ts',
    from: 'app.watch.age(redemption) < app.config.homeserver.settleAfter',
    to: 'app.clock() - (redemption.asked_at ?? 0) < app.config.homeserver.settleAfter',
  },
  {
    what: 'settling takes any account of the name for ours',
    file: 'src/core/settle.ts',
    from: 'const free = redemption.known_free === 1',
    to: 'const free = true',
  },
  {
    what: 'an account is asked for although the hold was given back',
    file: 'src/store/redemptions.ts',
    from: 'return marked.length === 1',
    to: 'return marked.length <= 1',
  },
  {
    what: 'nobody who comes back is recognised',
    file: 'src/core/recognition.ts',
    from: 'if (!found) return',
    to: 'if (found || !found) return',
  },
  {
    what: 'nothing is settled',
    file: 'src/core/settle.ts',
    from: 'for (const redemption of due) await settleOne(app, redemption)',
    to: '',
  },
  {
    what: 'a refusal after a stale nonce is believed',
    file: 'src/core/make-account.ts',
    from: "(outcome.kind === 'refused' && askedBefore)",
    to: 'false',
  },
  {
    what: 'every answer with an errcode proves that nothing was made',
    file: 'src/homeserver/answers.ts',
    from: 'const verdict = verdictOf(reading.proofs, status, code)',
    to: "const verdict = verdictOf(reading.proofs, status, code) ?? (code && 'homeserver_refused')",
  },
  {
    what: 'a name that is taken now is somebody else’s without a login',
    file: 'src/core/make-account.ts',
    from: 'switch (await app.homeserver.opens?.(localpart, password, visitor)) {',
    to: "switch ((await Promise.resolve('no')) as string) {",
  },
  {
    what: 'a 429 gives the place back',
    file: 'src/core/ask-in-line.ts',
    from: 'if (limit === null) return',
    to: 'if (limit !== undefined) return',
  },
  {
    what: 'a 429 is told as not answering',
    file: 'src/homeserver/answers.ts',
    from: 'if (answer.status === 429) return { ...busy(answer), cause }',
    to: 'if (answer.status === 429) return unavailable(cause)',
  },
]

const howMuch = ['--first', '--runs', '60', '--seed', '5', '--database', 'PostgreSQL']

for (const sabotage of sabotages) {
  const folder = copyOf(resolve('.'))
  try {
    carryOut(folder, sabotage)
    const nightly = [join(folder, 'test/faults/nightly.ts'), ...howMuch]
    const { output } = await run(process.execPath, nightly, { cwd: folder })
    const after = /Property failed after (\d+) tests/.exec(output)?.[1]
    process.stdout.write(`${sabotage.what}: ${noticed(after, output)}\n`)
    if (after === undefined) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true })
  }
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

function noticed(after: string | undefined, output: string): string {
  if (after === undefined) return 'NOT NOTICED'
  return `history ${after}, ${/^ +- (.*)$/m.exec(output)?.[1]}`
}
