import { readFile } from 'node:fs/promises'
import type { Config } from '../../model/config.ts'
import type { BotAccount, BotAccounts, BotAnswer } from '../../ports/bot.ts'
import { type Answered, type Client, createClient } from '../client/client.ts'
import { createMasAdmin } from '../mas/mas-admin.ts'
import { logOut } from '../client/sessions.ts'
import { botDevice } from './device.ts'
import { userMaker } from './mas-user.ts'
import { textOf } from './rooms.ts'
import type { BotMeans } from './open.ts'
import { askWith, fixedToken, readAnswer } from './session.ts'

/** Accounts for the bot at the homeserver of a configuration. */
export async function openBotAccounts(
  { homeserver, mas }: Pick<Config, 'homeserver' | 'mas'>,
  serverName: () => string,
  { observe, clock }: BotMeans,
): Promise<BotAccounts> {
  const { url, timeout, caFile } = homeserver
  const ca = caFile === null ? null : await readFile(caFile, 'utf8')
  const connect = (to: string) => createClient({ url: to, timeout, ca, observe })
  const client = connect(url)
  const { clientId, clientSecret } = mas
  const credentials = { clientId: clientId ?? '', clientSecret: clientSecret ?? '', clock }
  const admin = mas.url === null ? null : createMasAdmin(connect(mas.url), credentials)
  return {
    logIn: (user, password) => logIn(client, user, password),
    ofToken: (token) => ofToken(client, token),
    endFormer: (former, now) => endFormer(client, former, now),
    ...(admin && { makeUser: userMaker(admin, serverName) }),
    close: async () => void (await Promise.all([client.close(), admin?.close()])),
  }
}

async function logIn(
  client: Client,
  user: string,
  password: string,
): Promise<BotAnswer<BotAccount>> {
  const answer = await client.call({
    name: 'bot login',
    method: 'POST',
    path: '/_matrix/client/v3/login',
    body: {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user },
      password,
      device_id: botDevice,
      initial_device_display_name: 'Latchkey',
    },
  })
  return readAnswer(answer, ({ json }: Answered) => {
    const [userId, token] = [textOf(json['user_id']), textOf(json['access_token'])]
    return userId === undefined || token === undefined ? undefined : { userId, token, masId: null }
  })
}

/** The homeserver ends a device's session at the next login with it; a logout would end the new one. */
async function endFormer(client: Client, former: BotAccount, now: BotAccount): Promise<boolean> {
  // At MAS sessions end by themselves.
  if (former.token === null) return true
  const before = await sessionOf(client, former.token)
  if (before.kind !== 'done') return before.kind === 'refused' && before.status === 401
  const after = now.token === null ? null : await sessionOf(client, now.token)
  if (after !== null && after.kind !== 'done') return false
  if (after?.value === before.value) return true
  return (await logOut(client, former.token)) === true
}

/** The account and the device of a token, as one text. */
function sessionOf(client: Client, token: string): Promise<BotAnswer<string>> {
  const call = { name: 'bot whoami', method: 'GET', path: whoami } as const
  return askWith(client, fixedToken(token))(
    call,
    ({ json }) => `${textOf(json['user_id'])} ${textOf(json['device_id'])}`,
  )
}

const whoami = '/_matrix/client/v3/account/whoami'

function ofToken(client: Client, token: string): Promise<BotAnswer<BotAccount>> {
  const call = { name: 'bot whoami', method: 'GET', path: whoami } as const
  return askWith(client, fixedToken(token))(call, ({ json }) => {
    const userId = textOf(json['user_id'])
    return userId === undefined ? undefined : { userId, token, masId: null }
  })
}
