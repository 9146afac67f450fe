import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { makeBot } from '../../src/core/bot/set-up.ts'
import type { Observe } from '../../src/model/events.ts'
import { openBotAccounts } from '../../src/homeserver/bot/accounts.ts'
import { openBot } from '../../src/homeserver/bot/open.ts'
import { findBotAccount } from '../../src/store/bot.ts'
import { client, openMasServer } from '../homeservers/mas-server.ts'
import { openQuietPortal } from '../support/console.ts'

// MAS and its Synapse answer as recorded; nothing here runs a real one.

async function openWithMas() {
  const mas = await openMasServer()
  const portal = await openQuietPortal({
    settings: {
      homeserver: { url: mas.url, serverName: mas.serverName, timeout: 2_000 },
    },
  })
  const config = {
    homeserver: { ...portal.app.config.homeserver, kind: 'mas' as const },
    mas: { url: mas.url, clientId: client.id, clientSecret: client.secret, email: false },
  }
  const calls: string[] = []
  const observe: Observe = (event) => event.kind === 'homeserver_call' && calls.push(event.call)
  const means = { observe, clock: Date.now }
  const accounts = await openBotAccounts(config, () => mas.serverName, means)
  const app = { ...portal.app, random: randomBytes, accounts, serverName: () => mas.serverName }
  return {
    mas,
    calls,
    db: portal.app.db,
    setUp: (name: string) => makeBot(app, name),
    openBot: async () => {
      const account = await findBotAccount(portal.app.db)
      assert.ok(account)
      return openBot(config, account, means)
    },
    [Symbol.asyncDispose]: async () => {
      await accounts.close()
      await portal[Symbol.asyncDispose]()
      await mas.close()
    },
  }
}

test('at MAS the bot is a user without a password, and its sessions are revoked', async () => {
  await using it = await openWithMas()
  assert.equal((await it.setUp('latchkey-bot')).kind, 'ready')
  const user = it.mas.users.get('latchkey-bot')
  assert.deepEqual([user?.password, user?.isShut], [null, false])
  assert.deepEqual(await findBotAccount(it.db), {
    userId: `@latchkey-bot:${it.mas.serverName}`,
    token: null,
    masId: user?.id,
  })
  const bot = await it.openBot()
  await bot.join('#club:example.org')
  await bot.close()
  const count = (call: string) => it.calls.filter((one) => one === call).length
  assert.deepEqual([count('mas session'), count('mas session end')], [1, 1])
  assert.equal((await it.setUp('latchkey-bot')).kind, 'ready', 'again')
  assert.deepEqual(
    it.mas.unknown.filter((route) => route.includes('/api/')),
    [],
  )
})

test('a user of MAS that somebody else made is refused', async () => {
  await using it = await openWithMas()
  it.mas.add('latchkey-bot', 'a password')
  assert.equal((await it.setUp('latchkey-bot')).kind, 'taken')
  assert.equal(await findBotAccount(it.db), undefined)
})
