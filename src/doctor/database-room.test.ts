import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeDisk, judgeServer } from './database-room.ts'

const megabyte = 1024 ** 2

test('a disk that is nearly full is a warning, and a full one an error', () => {
  const judge = (size: number, free: number) =>
    judgeDisk({ size: size * megabyte, free: free * megabyte })
  assert.equal(judge(12, 40_000).severity, 'fine')
  assert.equal(
    judge(12, 40_000).sentence,
    'The database takes 12 MB, and its disk has 39.1 GB left.',
  )
  assert.equal(judge(12, 200).severity, 'warning')
  assert.equal(judge(2_000, 1_000).severity, 'warning')
  assert.equal(judge(0.1, 15).severity, 'error')
  assert.match(judge(0.1, 15).sentence, /takes 103 kB, and its disk has 15 MB left/)
})

test('a server of databases that runs out of connections is a warning', () => {
  const judge = (used: number) => judgeServer({ size: megabyte, used, most: 100 })
  assert.equal(judge(90).severity, 'fine')
  assert.equal(judge(91).severity, 'warning')
})
