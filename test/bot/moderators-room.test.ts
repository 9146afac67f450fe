import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decideRequest } from '../../src/core/requests/decide.ts'
import { shellActor } from '../../src/model/actor.ts'
import { deleteRequests } from '../../src/store/requests-over.ts'
import { findRequest } from '../../src/store/requests.ts'
import type { RequestRow } from '../../src/store/request-rows.ts'
import { tellApplicant } from '../../src/work/bot/applicant.ts'
import { ownDendrite } from '../homeservers/dendrites.ts'
import { ownSynapse } from '../homeservers/synapses.ts'
import { needs } from '../support/parts.ts'
import { ask, editsOf, postsAbout, saidToModerators } from './asking.ts'
import { newPerson } from './rooms.ts'
import { bringInto, giveRole, type House, openHouse } from './house.ts'
import { pinTo } from './pinned.ts'
import {
  answersTo,
  encryption,
  enterInvited,
  type Message,
  react,
  saidBy,
  setState,
  until,
  write,
} from './talk.ts'

const limits = { rc_message: { per_second: 100, burst_count: 100 } }

function bodyOf({ content }: Message): string {
  return typeof content['body'] === 'string' ? content['body'] : ''
}

const said = saidToModerators

async function postOf(house: House, request: RequestRow): Promise<Message> {
  return until(async () => postsAbout(await said(house), request)[0])
}

async function editOf(house: House, post: Message): Promise<string> {
  return until(async () => editsOf(await said(house), post)[0])
}

async function stateOf({ app }: House, { id }: RequestRow): Promise<string | undefined> {
  return (await findRequest(app.db, id))?.state
}

/** Waits until the bot has read and answered everything. */
async function answered({ app }: House, sent: string): Promise<void> {
  await until(async () => {
    const rows = await app.db
      .selectFrom('bot_inbox')
      .selectAll()
      .where('event', '=', sent)
      .execute()
    return rows.some((row) => row.done_at !== null)
  })
}

test('in an encrypted room of moderators', needs('synapse'), async (t) => {
  await using server = await ownSynapse(() => limits)
  await using house = await openHouse(server, {
    settings: { requests: { open: true, showInRoom: true } },
  })
  const { app, owner, moderators } = house
  await setState(owner, moderators, 'm.room.encryption', encryption)
  const [moderator, member] = [await newPerson(server, 'mia'), await newPerson(server, 'max')]
  for (const one of [moderator, member]) await bringInto(owner, moderators, one)
  await giveRole(app, moderator, 'moderator')
  const stop = house.work()
  try {
    await t.test('a request is posted by number, name and link, without its words', async () => {
      const request = await ask(house, 'ana')
      const first = await postOf(house, request)
      assert.match(
        bodyOf(first),
        /^#1: ana asks to join\. .+http:\/\/127\.0\.0\.1:1\/console\/requests\//,
      )
      assert.ok(!JSON.stringify(await said(house)).includes('alto'))
    })

    await t.test(
      'only people with the permission decide, by ✅ and ❌, and the first stands',
      async () => {
        const request = await ask(house, 'ben')
        const { event_id: post } = await postOf(house, request)
        await answered(house, await react(member, moderators, post, '✅'))
        assert.equal(await stateOf(house, request), 'open')
        const words = (await said(house)).map(bodyOf)
        assert.ok(words.some((text) => text.startsWith('Your role doesn’t allow this.')))
        await react(moderator, moderators, post, '👍')
        await answered(house, await react(moderator, moderators, post, '✅\ufe0f'))
        assert.equal(await stateOf(house, request), 'approved')
        await answered(house, await react(owner, moderators, post, '❌'))
        assert.equal(await stateOf(house, request), 'approved')
        assert.equal(
          await editOf(house, await postOf(house, request)),
          `#2: let in by ${moderator.mxid}.`,
        )
        const invite = await app.db.selectFrom('invites').selectAll().executeTakeFirstOrThrow()
        assert.deepEqual([invite.max_uses, invite.request_id], [1, request.id])
      },
    )

    await t.test('what was decided elsewhere is said there, too', async () => {
      const request = await ask(house, 'cleo')
      const post = await postOf(house, request)
      await decideRequest(app, request.id, { kind: 'decline' }, shellActor)
      assert.equal(await editOf(house, post), '#3: declined by the command line.')
    })

    await t.test('!requests lists those that wait, without names', async () => {
      const { room, bot } = house
      const event = await write(owner, room, '!requests')
      const [text = ''] = await answersTo(owner, { room, bot, event })
      assert.match(text, /^• #1: http\S+\/console\/requests\/\w{26}$/)
    })

    await t.test('where nothing can be bound, the answer names another profile', async () => {
      await pinTo(house, 'mail')
      const request = await ask(house, 'eva')
      const { event_id: post } = await postOf(house, request)
      await react(moderator, moderators, post, '✅')
      const place = { room: moderators, bot: house.bot, event: post }
      const [answer = ''] = await answersTo(owner, place)
      assert.match(answer, /Let them in with another profile/)
      assert.equal(await stateOf(house, request), 'open')
      await pinTo(house, 'name')
      await answered(house, await react(owner, moderators, post, '✅'))
      const made = await app.db
        .selectFrom('invites')
        .selectAll()
        .where('request_id', '=', request.id)
        .executeTakeFirst()
      assert.equal(made?.for_name, 'eva')
    })

    await t.test('an applicant with a Matrix address is told what was decided, once', async () => {
      const answers = [
        { kind: 'approve', profile: 'friends', expected: /the answer is yes[^]+\/ask\/\w{52}/ },
        {
          kind: 'decline',
          sentence: 'We are full.',
          expected: /the answer is no[^]+We are full\./,
        },
      ] as const
      for (const { expected, ...decision } of answers) {
        const person = await newPerson(server)
        const request = await ask(house, 'kim', person.mxid)
        await decideRequest(app, request.id, decision, shellActor)
        const direct = await enterInvited(person)
        const told = async () =>
          (await saidBy(person, direct, house.bot)).map(bodyOf).filter((body) => body !== '')
        await until(async () => (await told()).length > 0)
        assert.match((await told()).join(), expected)
        const job = { id: '', key: '', payload: { request: request.id }, attempt: 2 }
        assert.equal(await tellApplicant(app, job), 'done')
        assert.equal((await told()).length, 1)
        await app.db.transaction().execute((trx) => deleteRequests(trx, [request.id]))
        await until(async () => (await told()).length === 0)
        const known = await app.db.selectFrom('bot_people').select('mxid').execute()
        assert.ok(known.every(({ mxid }) => mxid !== person.mxid))
      }
    })

    await t.test('a request that is forgotten is redacted', async () => {
      const request = await ask(house, 'dora')
      await postOf(house, request)
      await app.db.transaction().execute((trx) => deleteRequests(trx, [request.id]))
      await until(async () => !JSON.stringify(await said(house)).includes('dora'))
    })
  } finally {
    await stop()
  }
})

test('in a room without encryption', needs('dendrite', 'postgres'), async () => {
  await using dendrite = await ownDendrite()
  const { url, serverName, sharedSecret: registrationSharedSecret } = dendrite
  await using house = await openHouse(dendrite, {
    database: 'PostgreSQL',
    settings: {
      homeserver: { kind: 'dendrite', url, serverName, registrationSharedSecret },
      requests: { open: true, showInRoom: true },
    },
  })
  const stop = house.work()
  try {
    const request = await ask(house, 'ana')
    const post = await postOf(house, request)
    await until(async () => (await said(house)).some((one) => bodyOf(one).includes('I sing alto.')))
    await react(house.owner, house.moderators, post.event_id, '❌')
    // Dendrite takes the same reaction twice.
    await react(house.owner, house.moderators, post.event_id, '❌')
    assert.equal(await editOf(house, post), `#1: declined by ${house.owner.mxid}.`)
    // The words are redacted with the decision.
    await until(async () => !JSON.stringify(await said(house)).includes('alto'))
  } finally {
    await stop()
  }
})
