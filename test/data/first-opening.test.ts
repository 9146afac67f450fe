import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const processes = 6
const rounds = 60

test('of many processes that open a new SQLite file at once, all succeed, in every round', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-first-'))
  const openers = await Promise.all(Array.from({ length: processes }, startOpener))
  try {
    for (let round = 0; round < rounds; round++) {
      const url = `sqlite:${join(folder, `${round}.db`)}`
      const answers = await Promise.all(openers.map((opener) => tell(opener, url)))
      assert.deepEqual(answers, Array(processes).fill('opened'), `round ${round}`)
    }
  } finally {
    for (const opener of openers) opener.kill()
    await rm(folder, { recursive: true })
  }
})

async function startOpener(): Promise<ChildProcess> {
  const opener = fork(join(import.meta.dirname, 'opener.ts'), { execArgv: [] })
  await once(opener, 'message')
  return opener
}

async function tell(opener: ChildProcess, url: string): Promise<unknown> {
  const answered = once(opener, 'message')
  opener.send(url)
  const [answer] = await answered
  return answer
}
