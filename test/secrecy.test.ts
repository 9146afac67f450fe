import { adminActor } from '../src/model/actor.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeInvite, pauseInvite, resumeInvite } from '../src/core/invites/invites.ts'
import { needs, synapse } from './support/parts.ts'
import { openPortal } from './support/portal.ts'
import { login, newName } from './support/synapse-client.ts'
import { join, newVisitor } from './support/visitor.ts'

const password = 'Zürich & 100 % geheim?'

test(
  'no log line, metric or event contains a code, password, secret or name',
  needs('synapse'),
  async () => {
    await using portal = await openPortal({
      settings: { admin: { secret: 'operators-only-0123456789' } },
    })
    const { app } = portal
    const invite = await portal.invite({ uses: 3, label: 'choir' })
    await pauseInvite(app, invite.id, adminActor)
    await resumeInvite(app, invite.id, adminActor)
    await changeInvite(app, invite.id, { uses: 4 }, adminActor)
    const visitor = newVisitor(portal.url)
    const name = newName()
    assert.equal((await join(visitor, invite.code, { name, password })).status, 303)
    assert.equal((await join(visitor, invite.code, { name, password })).status, 303)
    await join(newVisitor(portal.url), invite.code, { name, password })
    await join(newVisitor(portal.url), 'no-such-code-at-all', { name, password })
    await visitor.get(`/i?code=${invite.code}`)
    await visitor.get(`/i/${invite.code}/name?name=${name}`)
    assert.match(await login(synapse().url, name, password), /^@/)

    const events = JSON.stringify(await app.db.selectFrom('events').selectAll().execute())
    const told = portal.logged() + (await app.metrics.registry.metrics()) + events
    assert.match(told, /Somebody joined/)
    assert.match(told, /homeserver_call/)
    const secrets = [
      invite.code,
      password,
      name,
      'no-such-code-at-all',
      synapse().sharedSecret,
      app.cookieKey,
      'operators-only-0123456789',
    ]
    for (const secret of secrets) {
      const asForm = new URLSearchParams([['', secret]]).toString().slice(1)
      for (const text of [secret, encodeURIComponent(secret), asForm]) {
        assert.ok(!told.includes(text), `${text} was told`)
      }
    }
  },
)
