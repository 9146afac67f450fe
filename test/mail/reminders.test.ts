import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { queueDueMails } from '../../src/core/mailing/due.ts'
import { ownAddress, setOwnAddress } from '../../src/core/mailing/own-address.ts'
import { forgetPerson } from '../../src/core/people/forget.ts'
import { changeInvite } from '../../src/core/invites/invites.ts'
import type { Invite } from '../../src/core/invites/invite.ts'
import { type Actor, shellActor } from '../../src/model/actor.ts'
import { onDatabase } from '../support/databases.ts'
import { mailPortal, type MailPortal } from './portal.ts'
import { startMailServer } from './servers.ts'

const day = 86_400_000
const ruth: Actor = { kind: 'member', id: '@ruth:example.org', via: 'console' }

/** Somebody who joined with an invitation. */
async function join({ app }: MailPortal, { id }: Invite, more: { ends_at?: number } = {}) {
  await app.db.updateTable('invites').set({ used: 1 }).where('id', '=', id).execute()
  await app.db
    .insertInto('accounts')
    .values({
      redemption_id: id,
      localpart: 'ana',
      invite_id: id,
      invited_by: ruth.id ?? '',
      made_at: app.clock(),
      ...more,
    })
    .execute()
}

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`reminders on ${database}`, onDatabase(database), () => {
    test('who was invited and has not come is reminded once, a day before the end', async () => {
      await using server = await startMailServer()
      let now = Date.now()
      await using portal = await mailPortal(server, { database, clock: () => now })
      const { app } = portal
      const invite = await portal.inviteByMail('ana@example.net', { expiresAt: now + 3 * day })
      await portal.inviteByMail('short@example.net', { expiresAt: now + day })
      const came = await portal.inviteByMail('came@example.net', { expiresAt: now + 3 * day })
      await portal.sendUntil(() => server.received.length === 3)
      await queueDueMails(app)
      await join(portal, came)
      now += 2.5 * day
      for (const _ of [1, 2]) await queueDueMails(app)
      await portal.sendUntil(() => server.received.length === 4)
      assert.match(server.received[3]?.subject ?? '', /^Your invitation to Choir ends soon$/)
      await changeInvite(app, invite.id, { expiresAt: now + 5 * day }, shellActor)
      now += 4.5 * day
      await queueDueMails(app)
      await portal.sendUntil(() => server.received.length === 5)
      assert.equal(server.to('ana@example.net').length, 3)
    })

    test('who has joined is welcomed with a way back in, which works', async () => {
      await using server = await startMailServer()
      await using portal = await mailPortal(server, { database })
      const invite = await portal.inviteByMail('ana@example.net', {
        mailTo: { address: 'ana@example.net', language: 'sv' },
      })
      await portal.sendUntil(() => server.received.length === 1)
      await join(portal, invite)
      for (const _ of [1, 2]) await queueDueMails(portal.app)
      await portal.sendUntil(() => server.received.length === 2)
      const mail = server.received[1]
      assert.equal(mail?.subject, 'Välkommen till Choir')
      const [, path = ''] = /http:\/\/127\.0\.0\.1:1(\/me\/\w+)/.exec(mail?.text ?? '') ?? []
      const page = await fetch(portal.url + path)
      assert.equal(page.status, 200)
      assert.match(await page.text(), /ana/)
    })

    test('a guest and the person who invited them are reminded seven days and one day before the end', async () => {
      await using server = await startMailServer()
      let now = Date.now()
      await using portal = await mailPortal(server, { database, clock: () => now })
      const { app } = portal
      await setOwnAddress(app, { address: 'ruth@example.net', language: 'de' }, ruth)
      assert.equal(await ownAddress(app, ruth), 'ruth@example.net')
      const invite = await portal.inviteByMail('ana@example.net')
      await portal.sendUntil(() => server.received.length === 1)
      await join(portal, invite, { ends_at: now + 20 * day })
      now += 2 * day
      await queueDueMails(app)
      const subjects = (address: string) => server.to(address).map(({ subject }) => subject)
      for (const [after, count] of [
        [12, 3],
        [5.5, 5],
      ] as const) {
        now += after * day
        for (const _ of [1, 2]) await queueDueMails(app)
        await portal.sendUntil(() => server.received.length === count)
      }
      const guest = 'Your account at Choir ends soon'
      assert.deepEqual(subjects('ana@example.net').slice(1), [guest, guest])
      const host = 'Das Konto von ana endet bald'
      assert.deepEqual(subjects('ruth@example.net'), [host, host])
      const [toHost] = server.to('ruth@example.net')
      assert.ok(toHost?.text?.includes(`/console/people/${invite.id}`))
      await app.db
        .updateTable('accounts')
        .set({ ends_at: now + 30 * day })
        .execute()
      await queueDueMails(app)
      assert.equal(server.received.length, 5)
      await forgetPerson(app, 'ana', shellActor)
      await forgetPerson(app, '@ruth:example.org', shellActor)
      assert.deepEqual(await app.db.selectFrom('mail_addresses').selectAll().execute(), [])
      assert.deepEqual(await app.db.selectFrom('mail_deliveries').selectAll().execute(), [])
    })
  })
}
