import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isStorable } from '../../store/storable.ts'
import { readCommand } from './command.ts'
import { entriesIn, readSync } from './read-sync.ts'

const bot = '@bot:example.org'
const now = Date.UTC(2026, 4, 12, 16)
const reader = { rooms: { command: '!c', moderators: '!m' }, userId: bot, now }

function event(changes: Record<string, unknown> = {}) {
  const content = { msgtype: 'm.text', body: '!invite' }
  const base = { event_id: '$1', sender: '@ana:example.org', type: 'm.room.message', content }
  return { ...base, origin_server_ts: now, ...changes }
}

function kindsIn(room: string, ...events: Record<string, unknown>[]) {
  return entriesIn(room, events, reader).map(({ kind, place, body }) => [kind, place, body])
}

function reaction(key: string) {
  const relation = { rel_type: 'm.annotation', event_id: '$0', key }
  return event({ type: 'm.reaction', content: { 'm.relates_to': relation }, origin_server_ts: 0 })
}

test('a command counts in any room but that of the moderators, for an hour', () => {
  assert.deepEqual(kindsIn('!c', event()), [['command', 'command', '!invite']])
  assert.deepEqual(kindsIn('!x', event()), [['command', 'direct', '!invite']])
  assert.deepEqual(kindsIn('!m', event()), [])
  assert.deepEqual(kindsIn('!c', event({ origin_server_ts: now - 3_600_001 })), [])
  assert.deepEqual(kindsIn('!c', event({ origin_server_ts: 'yesterday' })), [])
  assert.deepEqual(kindsIn('!c', event({ sender: bot })), [])
})

test('only ✅ and ❌ count, in the room of the moderators, with and without U+FE0F', () => {
  assert.deepEqual(kindsIn('!m', reaction('✅\ufe0f')), [['reaction', 'moderators', '✅']])
  assert.deepEqual(kindsIn('!m', reaction('❌')), [['reaction', 'moderators', '❌']])
  for (const key of ['👍', '✅✅', '✔️', '✅\u200d', ''])
    assert.deepEqual(kindsIn('!m', reaction(key)), [])
  assert.deepEqual(kindsIn('!c', reaction('✅')), [])
})

test('whatever an event holds, what is kept of it can be stored', () => {
  const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('!x\0\ud800'), fc.jsonValue())
  const content = fc.record({
    msgtype: fc.oneof(fc.constant('m.text'), hostile),
    body: hostile,
    'm.relates_to': fc.oneof(
      hostile,
      fc.record({
        rel_type: fc.constant('m.annotation'),
        event_id: hostile,
        key: fc.oneof(fc.constant('✅'), hostile),
      }),
    ),
  })
  const any = fc.record({
    event_id: fc.oneof(fc.constant('$1'), hostile),
    sender: fc.oneof(fc.constant('@ana:example.org'), hostile),
    type: fc.constantFrom('m.room.message', 'm.reaction', 'm.room.encrypted'),
    origin_server_ts: fc.oneof(fc.constant(now), hostile),
    content: fc.oneof(content, hostile),
  })
  const property = fc.property(fc.constantFrom('!c', '!m', '!x', '!\0'), any, (room, one) => {
    for (const entry of entriesIn(room, [one], reader)) {
      const texts = Object.values(entry).filter((value) => typeof value === 'string')
      assert.ok(texts.every(isStorable))
    }
  })
  fc.assert(property, { numRuns: 2_000 })
})

test('whatever the homeserver answers, a sync is read or refused', () => {
  const answer = fc.record({ next_batch: fc.anything(), rooms: fc.anything() })
  fc.assert(
    fc.property(
      answer,
      (one) =>
        void readSync(JSON.parse(JSON.stringify(one) ?? '{}') as Record<string, unknown>, reader),
    ),
  )
})

test('a command is read in any order of number and time, with the profile at its end', () => {
  const day = 24 * 3_600_000
  const cases: [string, object][] = [
    ['!invite', { kind: 'invite' }],
    ['!INVITE 3 7d', { kind: 'invite', uses: 3, lastsMs: 7 * day }],
    ['!invite 7d 3 my club', { kind: 'invite', uses: 3, lastsMs: 7 * day, profile: 'my club' }],
    ['!invite never', { kind: 'invite', lastsMs: null }],
    ['!invite 3 4', { kind: 'invite', uses: 3, profile: '4' }],
    ['!invite -1', { kind: 'misread', what: 'uses' }],
    ['!pause', { kind: 'misread', what: 'which' }],
    ['!withdraw  a  b', { kind: 'act', act: 'withdraw', which: 'a b' }],
    ['!quiet OFF', { kind: 'quiet', isQuiet: false }],
    ['!quiet maybe', { kind: 'misread', what: 'quiet' }],
    ['!constructor', { kind: 'misread', what: 'unknown' }],
    ['!quiet constructor', { kind: 'misread', what: 'quiet' }],
  ]
  for (const [text, expected] of cases) assert.deepEqual(readCommand(text), expected, text)
})
