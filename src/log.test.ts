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

test('for the journal each line has the priority of its level, also the lines of one message', async () => {
  for (const format of ['json', 'human'] as const) {
    const lines: string[] = []
    const write = (text: string) => void lines.push(text)
    const log = await createLog({ level: 'debug', format }, { write, isJournal: true })
    log.debug({ places: 3 }, 'Ask')
    log.info({ places: 3 }, 'Ask')
    log.warn({ places: 3 }, 'Ask')
    log.error({ places: 3 }, 'Ask')
    const priorities = lines.map((text) => new Set(text.match(/^<\d>/gm)))
    assert.deepEqual(priorities, [
      new Set(['<7>']),
      new Set(['<6>']),
      new Set(['<4>']),
      new Set(['<3>']),
    ])
    assert.doesNotMatch(lines.join(''), /^[^<]/m)
  }
})
