import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createInvite } from '../../src/core/invites/create.ts'
import { setOwnAddress } from '../../src/core/mailing/own-address.ts'
import { writeMailText } from '../../src/core/mailing/texts.ts'
import { makeRequest } from '../../src/core/requests/ask.ts'
import { decideRequest } from '../../src/core/requests/decide.ts'
import { newStamp, readStamp } from '../../src/core/requests/secret.ts'
import { type Actor, shellActor } from '../../src/model/actor.ts'
import { Problem } from '../../src/shared/errors.ts'
import { mailPortal, type MailPortal } from './portal.ts'
import { startMailServer } from './servers.ts'

/** Another header, another recipient, the end of the content, and another mail. */
const evil = 'x\r\nBcc: eve@example.net\r\n\r\n.\r\nMAIL FROM:<eve@example.net>\u2028Evil'
const ruth: Actor = { kind: 'operator', id: `@ruth${evil}`, via: 'console' }
const words = { kind: 'invitation', language: 'en' } as const

const invite = ({ app }: MailPortal, address: string, more = {}, actor = shellActor) =>
  createInvite(app, { mailTo: { address, language: '' }, ...more }, actor)

async function ask({ app }: MailPortal, typed: { name: string; address: string }): Promise<string> {
  const stamp = readStamp(app, newStamp(app)) ?? assert.fail()
  const asked = { stamp, name: typed.name, answers: [], rules: null }
  const all = { ...typed, words: evil, answers: [], agreed: null }
  await makeRequest(app, { asked, typed: all, network: typed.name, language: 'en' })
  const newest = app.db.selectFrom('requests').select('id').orderBy('number', 'desc')
  return (await newest.executeTakeFirstOrThrow()).id
}

/** What somebody types, and how: the mails that follow, or 0 if it is refused. */
const fields: [field: string, mails: number, type: (portal: MailPortal) => Promise<unknown>][] = [
  ['the address of an invitation', 0, (portal) => invite(portal, `ana@example.net${evil}`)],
  ['a quoted address', 0, (portal) => invite(portal, '"eve@example.net, ana"@example.net')],
  ['an address that needs SMTPUTF8', 0, (portal) => invite(portal, 'aná@example.net')],
  ['a domain of another script', 1, (portal) => invite(portal, 'ana@münchen.example')],
  ['the label of an invitation', 0, (portal) => invite(portal, 'a@example.net', { label: evil })],
  [
    'the language of a mail',
    0,
    ({ app }) =>
      createInvite(app, { mailTo: { address: 'a@b.example', language: evil } }, shellActor),
  ],
  ['the name of who invites', 1, (portal) => invite(portal, 'ana@example.net', {}, ruth)],
  [
    'the subject of a text of one’s own',
    0,
    ({ app }) => writeMailText(app, words, { subject: evil, body: '{link}' }, shellActor),
  ],
  [
    'a text of one’s own',
    1,
    async (portal) => {
      const body = `${evil.replace('\u2028', '')}\r\n.\r\n{link} {inviter}`
      await writeMailText(portal.app, words, { subject: '{inviter} {community}', body }, shellActor)
      return invite(portal, 'ana@example.net', {}, ruth)
    },
  ],
  [
    'one’s own address',
    0,
    ({ app }) => setOwnAddress(app, { address: `ruth@example.net${evil}`, language: 'en' }, ruth),
  ],
  [
    'the wished name of a request',
    1,
    async (portal) => {
      const own: Actor = { ...ruth, id: '@mo:example.org' }
      const mo = { mxid: '@mo:example.org', named_role: 'operator', first_seen_at: 0 } as const
      await portal.app.db
        .insertInto('members')
        .values({ ...mo, ...nothingOfMember })
        .execute()
      await setOwnAddress(portal.app, { address: 'mo@example.net', language: 'en' }, own)
      return ask(portal, { name: evil, address: '' })
    },
  ],
  [
    'the sentence of a decision',
    1,
    async (portal) => {
      const id = await ask(portal, { name: 'ana', address: 'ana@example.net' })
      const sentence = evil.replace('\u2028', '')
      return decideRequest(portal.app, id, { kind: 'decline', sentence }, shellActor)
    },
  ],
]

const nothingOfMember = {
  seen_role: null,
  standing: 'good',
  signed_in_at: null,
  asked_at: null,
  joined_at: null,
  language: null,
} as const

for (const [field, mails, type] of fields) {
  test(`${field} adds no header, recipient or mail, with an evil community name`, async () => {
    await using server = await startMailServer()
    await using portal = await mailPortal(server, { title: `Choir ${evil}` })
    const refused = await type(portal).then(
      () => null,
      (error: unknown) => error,
    )
    if (mails === 0) {
      assert.ok(refused instanceof Problem, String(refused))
      const queued = await portal.app.db.selectFrom('mail_deliveries').select('id').execute()
      assert.deepEqual(queued, [])
      return
    }
    assert.equal(refused, null)
    await portal.sendUntil(() => server.received.length >= mails)
    for (const { recipients, headers, source } of server.received) {
      assert.equal(recipients.length, 1)
      assert.doesNotMatch(recipients.join(), /eve/)
      assert.equal(headers.has('bcc'), false)
      assert.doesNotMatch(source.split('\r\n\r\n')[0] ?? '', /^(bcc|mail from):/im)
    }
    assert.equal(server.received.length, mails)
  })
}
