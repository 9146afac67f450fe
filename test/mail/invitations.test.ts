import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { revokeInvite } from '../../src/core/invites/invites.ts'
import { linkText } from '../../src/core/invites/link.ts'
import { mailInviteAgain } from '../../src/core/mailing/mail-again.ts'
import { retryDelivery } from '../../src/core/mailing/try-again.ts'
import { forgetPerson } from '../../src/core/people/forget.ts'
import { purge } from '../../src/core/people/purge.ts'
import { shellActor } from '../../src/model/actor.ts'
import { tables } from '../../src/store/schema.ts'
import { onDatabase } from '../support/databases.ts'
import { configuration, site, workplace } from '../support/command.ts'
import { mailPortal, type MailPortal } from './portal.ts'
import { startMailServer, startScripted } from './servers.ts'

const day = 86_400_000

/** Until the latest mail about an invitation is in this state. */
const stateOf = async (portal: MailPortal, invite: Parameters<MailPortal['deliveries']>[0]) =>
  (await portal.deliveries(invite))[0]?.state

for (const database of ['SQLite', 'PostgreSQL'] as const)
  describe(`invitations by mail on ${database}`, onDatabase(database), () => {
    test('each address gets a link of its own, which lets in one person', async () => {
      await using server = await startMailServer()
      await using portal = await mailPortal(server, { database })
      // Marks of direction, as a page puts them around an address that is copied.
      const ana = await portal.inviteByMail('\u2068ana@example.net\u2069')
      const bo = await portal.inviteByMail('bo@example.net', {
        mailTo: { address: 'bo@example.net', language: 'de' },
      })
      await portal.sendUntil(() => server.received.length === 2)
      const [toAna] = server.to('ana@example.net')
      const [toBo] = server.to('bo@example.net')
      assert.equal(toAna?.subject, 'You’re invited to Choir')
      assert.ok(toAna?.text?.includes(linkText(portal.app.config, ana)))
      assert.equal(toBo?.subject, 'Einladung zu Choir')
      assert.ok(String(toBo?.html).includes(`href="${linkText(portal.app.config, bo)}"`))
      assert.equal(ana.max_uses, 1)
      assert.notEqual(ana.code, bo.code)
      assert.equal((await portal.deliveries(ana))[0]?.state, 'sent')
      await assert.rejects(portal.inviteByMail('a@example.net, b@example.net'), {
        code: 'mail_address_invalid',
      })
      await assert.rejects(portal.inviteByMail('a@example.net', { uses: 2 }), {
        code: 'input_invalid',
      })
    })

    test('sending again keeps the link, needs ten minutes, and is another mail', async () => {
      await using server = await startMailServer()
      let now = Date.now()
      await using portal = await mailPortal(server, { database, clock: () => now })
      const invite = await portal.inviteByMail('ana@example.net', { expiresAt: null })
      await portal.sendUntil(() => server.received.length === 1)
      await assert.rejects(mailInviteAgain(portal.app, invite.id, shellActor), {
        code: 'mail_sent_lately',
      })
      now += 11 * 60_000
      await mailInviteAgain(portal.app, invite.id, shellActor)
      await portal.sendUntil(() => server.received.length === 2)
      const [first, second] = server.received
      assert.notEqual(first?.messageId, second?.messageId)
      assert.equal(first?.text, second?.text)
    })

    test('greylisting delays a mail, and the second attempt has the same Message-ID', async () => {
      const tried: string[] = []
      await using server = await startMailServer({
        recipient: (address) => (tried.push(address) === 1 ? 451 : undefined),
      })
      await using portal = await mailPortal(server, { database })
      const invite = await portal.inviteByMail('ana@example.net')
      await portal.sendUntil(async () => (await stateOf(portal, invite)) === 'sent')
      const [delivery] = await portal.deliveries(invite)
      assert.equal(delivery?.attempts, 2)
      assert.equal(server.received[0]?.messageId, `<${delivery?.id}@example.org>`)
    })

    test('an address that is refused for good is not tried again until somebody says so', async () => {
      let code: number | undefined = 550
      await using server = await startMailServer({ recipient: () => code })
      await using portal = await mailPortal(server, { database })
      const invite = await portal.inviteByMail('ana@example.net')
      await portal.sendUntil(async () => (await stateOf(portal, invite)) === 'failed')
      const [delivery] = await portal.deliveries(invite)
      assert.ok(delivery)
      assert.equal(delivery.reason, 'recipient_refused')
      assert.equal(delivery.attempts, 1)
      const events = await portal.app.db
        .selectFrom('events')
        .selectAll()
        .where('kind', '=', 'delivery.failed')
        .execute()
      assert.deepEqual(
        events.map(({ subject, data }) => [subject, JSON.parse(data)]),
        [
          [
            invite.id,
            {
              channel: 'mail',
              delivery: delivery.id,
              mail: 'invitation',
              reason: 'recipient_refused',
            },
          ],
        ],
      )
      code = undefined
      await retryDelivery(portal.app, delivery.id, shellActor)
      await portal.sendUntil(() => server.received.length === 1)
      await assert.rejects(retryDelivery(portal.app, delivery.id, shellActor), {
        code: 'mail_unknown',
      })
    })

    test('a server that never accepts is given up after the last wait', async () => {
      await using server = await startMailServer({ from: () => 451 })
      await using portal = await mailPortal(server, { database })
      const invite = await portal.inviteByMail('ana@example.net')
      await portal.sendUntil(async () => (await stateOf(portal, invite)) === 'failed')
      const [delivery] = await portal.deliveries(invite)
      assert.equal(delivery?.reason, 'sender_refused')
      assert.equal(delivery?.attempts, 8)
    })

    test('a connection that breaks after the content doubles the mail with the same Message-ID', async () => {
      const script: Record<string, string> = { '.': 'close' }
      await using server = await startScripted(script)
      await using portal = await mailPortal(server, { database })
      const invite = await portal.inviteByMail('ana@example.net')
      await portal.sendUntil(() => server.sources.length > 0)
      delete script['.']
      await portal.sendUntil(async () => (await stateOf(portal, invite)) === 'sent')
      const ids = server.sources.map((source) => /^Message-ID: (.*)$/m.exec(source)?.[1])
      assert.ok(ids.length >= 2)
      assert.equal(new Set(ids).size, 1)
    })

    test('a withdrawn invitation is not sent, and one that opens later is sent then', async () => {
      await using server = await startMailServer()
      await using portal = await mailPortal(server, { database })
      const withdrawn = await portal.inviteByMail('ana@example.net')
      await revokeInvite(portal.app, withdrawn.id, shellActor)
      const later = await portal.inviteByMail('bo@example.net', {
        opensAt: Date.now() + 60_000,
        expiresAt: null,
      })
      const now = await portal.inviteByMail('cy@example.net')
      await portal.sendUntil(async () => (await stateOf(portal, now)) === 'sent')
      await portal.sendUntil(async () => (await stateOf(portal, withdrawn)) === 'dropped')
      assert.equal(await stateOf(portal, later), 'waiting')
      assert.deepEqual(
        server.received.map(({ recipients }) => recipients),
        [['cy@example.net']],
      )
    })

    test('logs, metrics, events and jobs never have the address, and forgetting leaves it nowhere', async () => {
      await using server = await startMailServer({
        recipient: (address) => (address.startsWith('refused') ? 550 : undefined),
      })
      await using portal = await mailPortal(server, { database })
      const { app } = portal
      const sent = await portal.inviteByMail('Secret.Ana@example.net', { label: 'Ana' })
      const refused = await portal.inviteByMail('refused.Ana@example.net')
      await portal.sendUntil(
        async () =>
          (await stateOf(portal, sent)) === 'sent' && (await stateOf(portal, refused)) === 'failed',
      )
      const everything = async () => {
        const found = new Map<string, string>()
        for (const name of tables) {
          found.set(name, JSON.stringify(await app.db.selectFrom(name).selectAll().execute()))
        }
        return found
      }
      const stored = await everything()
      for (const [name, content] of stored) {
        assert.equal(/ana@example/i.test(content), name === 'mail_addresses', `${name}: ${content}`)
      }
      assert.match(stored.get('mail_deliveries') ?? '', /recipient_refused/)
      assert.doesNotMatch(portal.logged(), /ana@example/i)
      assert.match(portal.logged(), /recipient_refused/)
      assert.doesNotMatch(await app.metrics.show(), /ana@example/i)
      for (const address of ['secret.ana@example.net', 'refused.Ana@example.net']) {
        assert.equal(await forgetPerson(app, address, shellActor), 1)
      }
      const left = await everything()
      for (const [name, content] of left) assert.doesNotMatch(content, /ana/i, name)
      assert.equal(left.get('mail_deliveries'), '[]')
    })

    test('what a server said is erased after 30 days, and the address 30 days after an unused invitation', async () => {
      await using server = await startMailServer({ recipient: () => 550 })
      let now = Date.now()
      await using portal = await mailPortal(server, { database, clock: () => now })
      const open = await portal.inviteByMail('ana@example.net', { expiresAt: null })
      const over = await portal.inviteByMail('bo@example.net', { expiresAt: now + day })
      await portal.sendUntil(
        async () =>
          (await stateOf(portal, open)) === 'failed' && (await stateOf(portal, over)) === 'failed',
      )
      assert.match((await portal.deliveries(open))[0]?.said ?? '', /Not here/)
      now += 30.5 * day
      await purge(portal.app)
      assert.equal((await portal.deliveries(open))[0]?.said, null)
      assert.equal((await portal.deliveries(over)).length, 1)
      now += day
      await purge(portal.app)
      assert.equal((await portal.deliveries(over)).length, 0)
      assert.equal((await portal.deliveries(open)).length, 1)
    })
  })

test('invite --mail makes a link for each address, and mail list shows what becomes of them', async () => {
  const mail = 'mail:\n  url: smtp://127.0.0.1:9\n  from: Club <club@example.org>\n'
  await using place = await workplace(configuration(site + mail))
  const made = await place.runHere(
    'invite',
    '--mail',
    'ana@example.net',
    '--mail=bo@example.net',
    '--language',
    'de',
  )
  assert.equal(made.code, 0, made.stderr)
  assert.equal(made.stdout.trim().split('\n').length, 2)
  assert.match(made.stderr, /running portal/)
  const [link = ''] = made.stdout.split('\n')
  const list = await place.runHere('mail', 'list', '--invitation', link, '--json')
  const [only] = JSON.parse(list.stdout)
  assert.deepEqual(
    [only.address, only.state, only.kind],
    ['ana@example.net', 'waiting', 'invitation'],
  )
  assert.equal((await place.runHere('mail', 'again', link)).code, 0)
  assert.equal((await place.runHere('mail', 'retry', only.id)).code, 0)
  assert.equal((await place.runHere('mail', 'retry', 'nothing')).code, 1)
  assert.match((await place.runHere('mail', 'list')).stdout, /No mail is in trouble/)
  const bad = await place.runHere('invite', '--mail', 'ana@example.net', '--mail', 'no address')
  assert.equal(bad.code, 2)
  for (const args of [['--count', '2'], ['--code', 'tea-on-friday'], ['--qr'], ['--uses', '3']]) {
    assert.equal(
      (await place.runHere('invite', '--mail', 'a@example.net', ...args)).code,
      2,
      args.join(' '),
    )
  }
  assert.equal((await place.runHere('invite', '--language', 'de')).code, 2)
  const all = JSON.parse((await place.runHere('invites', 'list', '--json')).stdout)
  assert.equal(all.length, 2)
})

test('invite --mail takes a name before the address as the label, and sends to nobody twice', async () => {
  const mail = 'mail:\n  url: smtp://127.0.0.1:9\n  from: Club <club@example.org>\n'
  await using place = await workplace(configuration(site + mail))
  const [ana, bo] = ['Ana Lu <ana@example.net>', 'bo@example.net']
  const args = [ana, bo, 'bo@EXAMPLE.net', ana].flatMap((to) => ['--mail', to])
  const made = JSON.parse((await place.runHere('invite', ...args, '--json')).stdout)
  const labels = made.map(({ label }: { label: string }) => label)
  assert.deepEqual(labels, ['Ana Lu', ''])
  const own = await place.runHere('invite', '--mail', ana, '--label', 'Choir', '--json')
  assert.equal(JSON.parse(own.stdout).label, 'Choir')
})
