import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { isDatabaseFailure } from './failure.ts'

const sqlite = (errcode: number) =>
  Object.assign(new Error('why'), { code: 'ERR_SQLITE_ERROR', errcode })
const postgres = (code: string) => Object.assign(new Error('why'), { code, severity: 'ERROR' })

test('a full, broken or read-only disk is the database’s failure', () => {
  const full = 13
  const cantOpen = 14
  const readOnlyMoved = 8 | (4 << 8)
  const cantWrite = 10 | (3 << 8)
  for (const code of [full, cantOpen, readOnlyMoved, cantWrite]) {
    assert.ok(isDatabaseFailure(sqlite(code)), String(code))
  }
  for (const code of ['53100', '25006', '57P01', '58030', '08006', '42P01']) {
    assert.ok(isDatabaseFailure(postgres(code)), code)
  }
})

test('a mistake in a statement is the program’s own', () => {
  for (const code of ['42601', '23505', '25001']) {
    assert.ok(!isDatabaseFailure(postgres(code)), code)
  }
  using file = new DatabaseSync(':memory:')
  for (const statement of ['selec', 'create table t (a unique); insert into t values (1), (1)']) {
    assert.throws(
      () => file.exec(statement),
      (error) => !isDatabaseFailure(error),
    )
  }
})
