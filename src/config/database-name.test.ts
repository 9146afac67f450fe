import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseName } from './database-name.ts'

test('the name of a database shows no password, wherever it stands in the address', () => {
  const names = [
    'sqlite:/var/lib/latchkey/latchkey.db',
    'postgres://ana:s3cret@db.example.org:5432/latchkey',
    'postgres://ana:s3c@ret@db.example.org/latchkey?password=s3cret&sslmode=require',
  ].map((url) => databaseName({ database: { url } }))
  assert.deepEqual(names, [
    'sqlite:/var/lib/latchkey/latchkey.db',
    'postgres://db.example.org:5432/latchkey',
    'postgres://db.example.org/latchkey',
  ])
})
