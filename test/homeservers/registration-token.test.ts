import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { needs } from '../support/parts.ts'
import { login, newName } from '../support/synapse-client.ts'
import { ask, contract, type Rig } from './contract.ts'
import { nowhere, openDriver } from './open.ts'
import { proxyTo } from './proxy.ts'
import { standIn } from './stand-in.ts'
import {
  countDevices,
  newAdmin,
  newRegistrationToken,
  newRoom,
  ownSynapse,
  withTerms,
  withTokens,
} from './synapses.ts'

type OwnSynapse = Awaited<ReturnType<typeof ownSynapse>>

/** A running Synapse and its secrets. */
interface Stage {
  synapse: OwnSynapse
  admin: string
  token: string
}

async function setStage(settings: Parameters<typeof ownSynapse>[0]): Promise<Stage> {
  const synapse = await ownSynapse(settings)
  const admin = await newAdmin(synapse)
  return { synapse, admin, token: await newRegistrationToken(synapse, admin) }
}

async function openRig({ synapse, admin, token }: Stage): Promise<Rig> {
  const proxy = await proxyTo(synapse.url)
  const given = { kind: 'registration-token', serverName: synapse.serverName } as const
  const open = (url: string, registrationToken = token) =>
    openDriver({ ...given, url, registrationToken })
  const homeserver = await open(proxy.url)
  const down = await open(nowhere)
  const taken = async (visitor = '203.0.113.1') => {
    const localpart = newName()
    await ask({ homeserver, localpart, visitor })
    return localpart
  }
  return {
    homeserver,
    free: () => newName(),
    refusals: {
      name_taken: async () => ({ homeserver, localpart: await taken('203.0.113.2') }),
      name_reserved: () => ({ homeserver, localpart: 'irc_ana' }),
      name_invalid: () => ({ homeserver, localpart: '_ana' }),
      password_refused: () => ({ homeserver, localpart: newName(), password: 'too short' }),
      homeserver_busy: async () => {
        const visitor = '203.0.113.3'
        await taken(visitor)
        return { homeserver, localpart: newName(), visitor }
      },
      homeserver_unavailable: () => ({ homeserver: down, localpart: newName() }),
    },
    shutOut: async () => ({
      homeserver: await open(proxy.url, 'not-a-token'),
      localpart: newName(),
    }),
    lose: (_, made) => {
      // The last stage, which creates the account.
      proxy.cut('"type":"m.login.dummy"', made ? 'after' : 'before')
      return { fate: made ? 'created' : 'absent', reveal: () => {} }
    },
    checks: { free: 'free', taken },
    sessions: (localpart) => countDevices(synapse, localpart, admin),
    room: () => newRoom(synapse, admin, 'public_chat'),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([homeserver.close(), down.close()])
      await proxy[Symbol.asyncDispose]()
    },
  }
}

const ways = { 'with a token alone': withTokens, 'with a token and terms': withTerms }

for (const [title, settings] of Object.entries(ways)) {
  describe(`registration-token ${title}`, needs('synapse'), () => {
    let stage: Stage
    before(async () => (stage = await setStage(settings)))
    after(() => stage.synapse[Symbol.asyncDispose]())

    contract({
      title: `registration-token ${title}`,
      parts: { skip: false },
      leavesOut: ['what goes stale'],
      open: () => openRig(stage),
    })

    test('somebody who comes back after a lost answer is recognised by their password', async () => {
      await using rig = await openRig(stage)
      const { homeserver } = rig
      const localpart = newName()
      rig.lose?.(localpart, true)
      await ask({ homeserver, localpart })
      const password = 'correct horse battery 1'
      assert.equal(await homeserver.verifyPassword?.(localpart, password, '203.0.113.9'), 'yes')
      assert.equal(
        await homeserver.verifyPassword?.(localpart, 'something else', '203.0.113.9'),
        'no',
      )
      assert.match(await login(stage.synapse.url, localpart, password), /^@ana/)
    })

    if (settings === withTerms) {
      test('no account is made with terms that were not shown', async () => {
        await using rig = await openRig(stage)
        const { homeserver } = rig
        const wish = { localpart: newName(), visitor: '203.0.113.10' }
        const unseen = await homeserver.prepare({ ...wish, terms: ['privacy_policy%3A0.9'] })
        assert.deepEqual(unseen, { kind: 'refused', reason: 'terms_unseen' })
        const [terms] = (await homeserver.terms?.(['sv'])) ?? []
        const url = `${stage.synapse.url}/_matrix/consent?v=1.0`
        assert.deepEqual(terms, { id: 'privacy_policy%3A1.0', name: 'House rules', url })
      })
    }
  })
}

test('stages that need a mailbox or a captcha are reported, and no account is requested', async () => {
  await using server = await standIn('synapse-uia-all-stages', 'mas-synapse-as-new-user')
  server.answerAt('GET /_matrix/client/v1/auth_metadata', 'login via synapse')
  const user = 'GET /_matrix/client/v3/profile/@ann:syn4.test'
  server.answerAt(user, 'join')
  const homeserver = await openDriver({
    kind: 'registration-token',
    url: server.url,
    serverName: 'syn4.test',
    registrationToken: 'once',
  })
  const { outcome } = await ask({ homeserver, localpart: 'ann' })
  assert.ok(outcome.kind === 'refused')
  const stages = 'm.login.recaptcha, m.login.email.identity'
  assert.equal(outcome.cause, `the homeserver asks newcomers for ${stages}`)
  const sentences = JSON.stringify(await homeserver.examine())
  assert.match(sentences, /asks newcomers for m.login.recaptcha, m.login.email.identity/)
  await homeserver.close()
})
