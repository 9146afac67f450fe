import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reasonOf } from './refusal.ts'

const reason = (status: number, errcode: string, isOurs = false) =>
  reasonOf({ status, errcode }, isOurs)

test('each refusal of an invitation has its reason, by status and code', () => {
  assert.equal(reason(403, 'M_INVITE_BLOCKED'), 'blocks')
  assert.equal(reason(403, 'M_BAD_STATE'), 'banned')
  assert.equal(reason(400, 'M_UNSUPPORTED_ROOM_VERSION'), 'version')
  assert.equal(reason(400, 'M_INCOMPATIBLE_ROOM_VERSION'), 'version')
  assert.equal(reason(400, 'M_INCOMPATIBLE_SERVER'), 'version')
  assert.equal(reason(404, 'M_NOT_FOUND'), 'no_account')
  assert.equal(reason(403, 'M_FORBIDDEN'), 'server_refused')
  assert.equal(reason(403, 'M_FORBIDDEN', true), 'forbidden')
  assert.equal(reason(400, '', true), 'forbidden')
})
