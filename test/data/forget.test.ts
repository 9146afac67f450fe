import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Insertable } from 'kysely'
import { forgetPerson } from '../../src/core/people/forget.ts'
import { shellActor } from '../../src/model/actor.ts'
import { newlyInvited } from '../../src/store/invited-accounts.ts'
import { inviteDefaults } from '../../src/store/invite-row.ts'
import { newlyHeld } from '../../src/store/redemptions.ts'
import { type Schema, tables } from '../../src/store/schema.ts'
import { openQuietPortal } from '../support/console.ts'
import { onDatabase } from '../support/databases.ts'

const person = '@zdenka:example.org'
/** All that is written about the person has one of these. */
const traces = /zdenka|192\.0\.2\.77/i
const other = '@bo:example.org'

const invite = { ...inviteDefaults, created_at: 0, created_by: other, used: 1 }
const delivery = { state: 'failed', reason: 'other', said: 'Zdenka is away', attempts: 1 } as const
const mailed = { ...delivery, subject: 'i1', occasion: '', made_at: 0, tried_at: 0 }
const request = {
  state: 'open',
  network: 'n',
  words: 'I am Zdenka.',
  answers: '["Zdenka sings"]',
  language: 'cs',
  rules_hash: null,
  made_at: 0,
  decided_at: null,
  sentence: 'Sorry, Zdenka',
  erased_at: null,
} as const
const comer = { invite_id: 'i1', profile_id: null, held_at: 0, attempt: null }

type Rows = { [Name in keyof Schema]: readonly Insertable<Schema[Name]>[] | string }

/** What each table may hold about a person; or what it holds instead. */
const filling: Rows = {
  migrations: 'names of migrations',
  secrets: 'keys of the portal and the token of its bot',
  profiles: 'words of operators',
  invites: [
    { ...invite, id: 'i1', code: 'c1', label: 'Zdenka Nová', max_uses: 1 },
    { ...invite, id: 'i2', code: 'c2', label: 'zdenka', max_uses: 1, for_name: 'zdenka' },
    { ...invite, id: 'i3', code: 'c3', created_by: person },
    { ...invite, id: 'i4', code: 'c4', label: 'Zdenka by mail' },
    { ...invite, id: 'i5', code: 'c5', label: 'Bo, Zdenka and Cy', max_uses: 3 },
  ],
  redemptions: [
    {
      ...newlyHeld({ id: 'r1', invite_id: 'i1', localpart: 'zdenka', attempt: null, held_at: 0 }),
      ended_at: 1,
      outcome: 'created',
      display_name: 'Zdenka',
      cause: 'zdenka is taken',
    },
    {
      ...newlyHeld({ id: 'r2', invite_id: 'i5', localpart: 'zd', attempt: null, held_at: 0 }),
      ended_at: 1,
      outcome: 'created',
      made_as: 'zdenka',
    },
  ],
  accounts: [
    { redemption_id: 'r1', localpart: 'zdenka', invite_id: 'i1', invited_by: other, made_at: 1 },
    { redemption_id: 'r2', localpart: 'zdenka', invite_id: 'i5', invited_by: other, made_at: 1 },
    { redemption_id: 'r3', localpart: 'cy', invite_id: 'i3', invited_by: person, made_at: 1 },
  ],
  invited_accounts: [
    {
      ...newlyInvited({ ...comer, id: 'v1', address: person, invited_by: other }),
      state: 'joined',
    },
    {
      ...newlyInvited({ ...comer, id: 'v2', address: '@cy:other.example', invited_by: person }),
      state: 'joined',
      former: person,
      cause: `${person} is unknown`,
    },
  ],
  events: [
    {
      id: 'e1',
      at: 0,
      actor_kind: 'member',
      actor_id: person,
      via: 'console',
      kind: 'invite.made',
      subject: 'i3',
      data: '{}',
    },
    {
      id: 'e2',
      at: 0,
      actor_kind: 'shell',
      actor_id: null,
      via: 'cli',
      kind: 'member.left',
      subject: person,
      data: '{}',
    },
  ],
  limits: 'digests and networks, for minutes',
  half_made: 'networks and digests, for minutes',
  matrix_registration_addresses: [{ invite_id: 'i1', address: '192.0.2.77' }],
  heartbeat: 'a time',
  jobs: 'identifiers and numbers (core/jobs/enqueue.ts)',
  leases: 'names of loops',
  members: [
    {
      mxid: person,
      named_role: null,
      seen_role: null,
      standing: 'good',
      first_seen_at: 0,
      signed_in_at: 0,
      asked_at: null,
      joined_at: null,
      language: null,
    },
  ],
  sessions: [
    {
      id: 's1',
      token_hash: 'h',
      mxid: person,
      way: 'password',
      browser: 'Firefox',
      made_at: 0,
      seen_at: 0,
      expires_at: 9e15,
    },
  ],
  sign_ins: 'digests, for minutes',
  console_links: [{ hash: 'h', mxid: person, expires_at: 9e15 }],
  allowance: 'numbers',
  personal_tokens: [
    {
      id: 't1',
      hash: 'h',
      mxid: person,
      name: 'Zdenka’s script',
      permissions: '[]',
      made_at: 0,
      expires_at: 9e15,
      used_at: null,
    },
  ],
  webhooks: 'digests of addresses',
  ways_back: 'digests',
  introductions: [
    {
      redemption_id: 'r1',
      step: 'name',
      state: 'left',
      cause: `${person} is locked`,
      changed_at: 0,
    },
  ],
  introduction_sessions: 'sealed tokens, for a day',
  bot_sync: 'the bot',
  bot_inbox: [
    {
      id: 'b1',
      event: '$1',
      kind: 'command',
      place: 'direct',
      room: '!r',
      sender: person,
      body: 'I am Zdenka',
      about: null,
      outcome: null,
      done_at: null,
    },
  ],
  bot_people: [{ mxid: person, alias: 'lk-1', room: '!r', is_quiet: 0 }],
  bot_posts: 'identifiers of events, which are redacted',
  rules_versions: 'words of operators',
  requests: [
    {
      ...request,
      id: 'q1',
      number: 1,
      secret_hash: '1',
      wished_name: 'zdenka',
      address: '',
      mail_id: null,
    },
    {
      ...request,
      id: 'q2',
      number: 2,
      secret_hash: '2',
      wished_name: 'zd',
      address: person,
      mail_id: null,
    },
    {
      ...request,
      id: 'q3',
      number: 3,
      secret_hash: '3',
      wished_name: 'zd',
      address: '',
      mail_id: 'a3',
    },
    {
      ...request,
      id: 'q4',
      number: 4,
      secret_hash: '4',
      wished_name: 'cy',
      words: 'Hello',
      answers: '[]',
      sentence: '',
      address: '',
      mail_id: null,
    },
  ],
  request_vouches: [{ request_id: 'q4', mxid: person, made_at: 0 }],
  request_pages: 'digests',
  request_counter: 'a number',
  mail_addresses: [
    {
      id: 'a1',
      address: 'zdenka@home.example',
      language: '',
      invite_id: 'i1',
      owner: null,
      added_at: 0,
    },
    {
      id: 'a2',
      address: 'zdenka@work.example',
      language: '',
      invite_id: null,
      owner: person,
      added_at: 0,
    },
    {
      id: 'a3',
      address: 'Zdenka@mail.example',
      language: '',
      invite_id: 'i4',
      owner: null,
      added_at: 0,
    },
  ],
  mail_deliveries: ['a1', 'a2', 'a3'].map((address_id) => ({
    ...mailed,
    id: `d${address_id}`,
    kind: 'invitation' as const,
    address_id,
  })),
  mail_words: 'words of operators',
}

for (const kind of ['SQLite', 'PostgreSQL'] as const) {
  test(
    `whoever is forgotten by name and mail address is in no table of ${kind}, log or metric`,
    onDatabase(kind),
    async () => {
      const homeserver = { serverName: 'example.org' }
      await using portal = await openQuietPortal({ database: kind, settings: { homeserver } })
      const { app } = portal
      const contentOf = async (table: (typeof tables)[number]) =>
        JSON.stringify(await app.db.selectFrom(table).selectAll().execute())
      for (const table of tables) {
        const rows = filling[table]
        if (typeof rows === 'string') continue
        for (const row of rows) await app.db.insertInto(table).values(row).execute()
        assert.match(await contentOf(table), traces, table)
      }
      await forgetPerson(app, person, shellActor)
      await forgetPerson(app, 'zdenka@mail.example', shellActor)
      for (const table of tables) assert.doesNotMatch(await contentOf(table), traces, table)
      assert.doesNotMatch(portal.logged() + (await app.metrics.show()), traces)
      assert.match(await contentOf('events'), /person\.forgotten/)
      // What is of others stays.
      assert.match(await contentOf('accounts'), /"cy"/)
      assert.match(await contentOf('invites'), /@bo:example\.org/)
    },
  )
}
