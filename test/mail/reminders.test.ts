import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { queueDueMails } from '../../src/core/mailing/due.ts'
import { remindOfEnds } from '../../src/core/guests/remind.ts'
import { ownAddress, setOwnAddress } from '../../src/core/mailing/own-address.ts'
import { mailOfEnd } from '../../src/core/mailing/ends-soon.ts'
import type { Job } from '../../src/model/job.ts'
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
      await remindOfEnds(app)
      const subjects = (address: string) => server.to(address).map(({ subject }) => subject)
      for (const [after, count] of [
        [12, 3],
        [5.5, 5],
      ] as const) {
        now += after * day
        for (const _ of [1, 2]) await remindOfEnds(app)
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
      await remindOfEnds(app)
      assert.equal(server.received.length, 5)
      await forgetPerson(app, 'ana', shellActor)
      await forgetPerson(app, '@ruth:example.org', shellActor)
      assert.deepEqual(await app.db.selectFrom('mail_addresses').selectAll().execute(), [])
      assert.deepEqual(await app.db.selectFrom('mail_deliveries').selectAll().execute(), [])
    })

    test('notices wait for a mail server, and the last one takes the place of the first', async () => {
      await using server = await startMailServer()
      let now = Date.now()
      await using portal = await mailPortal(server, { database, clock: () => now })
      const { app } = portal
      const invite = await portal.inviteByMail('ana@example.net')
      await portal.sendUntil(() => server.received.length === 1)
      await join(portal, invite, { ends_at: now + 20 * day })
      const waiting = () =>
        app.db
          .selectFrom('jobs')
          .selectAll()
          .where('kind', '=', 'mail-ends')
          .where('done_at', 'is', null)
          .execute()
      const on = app.config
      await app.reload({ ...on, mail: { ...on.mail, url: null } })
      for (const [after, count] of [
        [14, 1],
        [5.5, 2],
      ] as const) {
        now += after * day
        await remindOfEnds(app)
        const isPostponed = async () =>
          (await waiting()).filter((job) => job.attempts === 0 && job.due_at > job.created_at)
            .length === count
        await portal.sendUntil(isPostponed)
      }
      await app.reload(on)
      await app.db.updateTable('jobs').set({ due_at: 0 }).where('done_at', 'is', null).execute()
      await portal.sendUntil(async () => (await waiting()).length === 0)
      await portal.sendUntil(() => server.received.length === 2)
      const sent = await app.db
        .selectFrom('mail_deliveries')
        .selectAll()
        .where('kind', '=', 'guest_ends')
        .execute()
      assert.deepEqual(
        sent.map(({ occasion, state }) => [occasion.split(':')[1], state]),
        [['1', 'sent']],
      )
    })

    test('a notice that a mail server kept waiting is dropped for the next one', async () => {
      await using server = await startMailServer()
      let now = Date.now()
      await using portal = await mailPortal(server, { database, clock: () => now })
      const { app } = portal
      const invite = await portal.inviteByMail('ana@example.net')
      await portal.sendUntil(() => server.received.length === 1)
      await join(portal, invite, { ends_at: now + 20 * day })
      now += 14 * day
      await remindOfEnds(app)
      const [job] = await app.db
        .selectFrom('jobs')
        .selectAll()
        .where('kind', '=', 'mail-ends')
        .execute()
      await mailOfEnd(app, { ...job, payload: JSON.parse(job?.payload ?? '{}') } as Job)
      now += 5.5 * day
      await remindOfEnds(app)
      await portal.sendUntil(() => server.received.length === 2)
      const states = await app.db
        .selectFrom('mail_deliveries')
        .select(['state'])
        .where('kind', '=', 'guest_ends')
        .orderBy('occasion', 'desc')
        .execute()
      assert.deepEqual(
        states.map(({ state }) => state),
        ['dropped', 'sent'],
      )
    })
  })
}
