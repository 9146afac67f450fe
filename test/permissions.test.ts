import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scopeOf } from '../src/core/permissions.ts'
import { operations } from '../src/http/api/operations.ts'
import { type Actor, adminActor, mintActor, shellActor } from '../src/model/actor.ts'
import { permissions } from '../src/model/permission.ts'
import { commands } from '../src/programs/commands.ts'

const member: Actor = { kind: 'member', id: '@ana:example.org', via: 'console' }
const moderator: Actor = { kind: 'moderator', id: '@bo:example.org', via: 'console' }

test('every operation of the API and every command names a permission', async () => {
  const named = operations.map(({ id, allow }) => [id, allow])
  for (const [name, { load }] of commands) named.push([name, (await load()).allow])
  assert.ok(named.length > 25)
  for (const [name, allow] of named) {
    assert.ok(
      permissions.some((known) => known === allow),
      `${name}: ${allow}`,
    )
  }
})

test('the admin secret allows whatever the API does, and the shell every command', async () => {
  for (const { id, allow } of operations) assert.equal(scopeOf(adminActor, allow), 'all', id)
  for (const [name, { load }] of commands) {
    assert.equal(scopeOf(shellActor, (await load()).allow), 'all', name)
  }
})

test('members reach their own invitations only, moderators all, and nobody else the machine', () => {
  assert.equal(scopeOf(member, 'invites:change'), 'own')
  assert.equal(scopeOf(moderator, 'invites:change'), 'all')
  for (const allow of ['invites:delete', 'people:forget', 'roles:write', 'health:read'] as const) {
    assert.equal(scopeOf(member, allow), undefined, allow)
    assert.equal(scopeOf(moderator, allow), undefined, allow)
  }
  assert.equal(scopeOf(adminActor, 'data:copy'), undefined)
})

test('whoever reaches the private listener of portero may make invitations and nothing else', () => {
  const allowed = permissions.filter((permission) => scopeOf(mintActor, permission) !== undefined)
  assert.deepEqual(allowed, ['invites:create'])
})
