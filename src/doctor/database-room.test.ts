import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diskFinding, connectionsFinding } from './database-room.ts'

const megabyte = 1024 ** 2

const disk = (size: number, free: number) =>
  diskFinding({ size: size * megabyte, free: free * megabyte })

const server = (used: number) => connectionsFinding({ size: megabyte, used, most: 100 })

test('a disk that is nearly full is a warning, and a full one an error', () => {
  assert.equal(disk(12, 40_000).severity, 'fine')
  assert.equal(
    disk(12, 40_000).sentence,
    'The database takes 12 MB, and its disk has 39.1 GB left.',
  )
  assert.equal(disk(12, 200).severity, 'warning')
  assert.equal(disk(2_000, 1_000).severity, 'warning')
  assert.equal(disk(0.1, 15).severity, 'error')
  assert.match(disk(0.1, 15).sentence, /takes 103 kB, and its disk has 15 MB left/)
})

test('a database server with few free connections is a warning', () => {
  assert.equal(server(90).severity, 'fine')
  assert.equal(server(91).severity, 'warning')
})
