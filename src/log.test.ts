import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './log.ts'

test('a person reads a line a message, a machine JSON', async () => {
  const lines: string[] = []
  const target = { write: (line: string) => void lines.push(line) }
  const human = await createLog({ level: 'info', format: 'human' }, target)
  human.info({ places: 3 }, 'Somebody joined')
  const machine = await createLog({ level: 'info', format: 'json' }, target)
  machine.info({ places: 3 }, 'Somebody joined')
  const [readable = '', json = ''] = lines
  assert.match(readable, /^\[\d\d:\d\d:\d\d\] INFO: Somebody joined\n {4}places: 3\n$/)
  const { msg, places }: { msg: string; places: number } = JSON.parse(json)
  assert.deepEqual({ msg, places }, { msg: 'Somebody joined', places: 3 })
})
