import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './shared/log.ts'

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

test('a line to read on a terminal holds nothing that steers one', async () => {
  const lines: string[] = []
  const log = await createLog(
    { level: 'info', format: 'human' },
    { write: (line) => void lines.push(line) },
  )
  log.error({ err: new Error('bad \u001b[31mred\u009b2J\r'), cause: '\u001b]0;x\u0007' }, 'Oh')
  const said = lines.join('')
  assert.match(said, /bad \[31mred2J/)
  assert.doesNotMatch(said.replaceAll('\n', ''), /\p{Cc}/u)
})
