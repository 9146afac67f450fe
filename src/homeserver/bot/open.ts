import { readFile } from 'node:fs/promises'
import type { Config } from '../../model/config.ts'
import type { Observe } from '../../model/events.ts'
import type { Bot, BotAccount } from '../../ports/bot.ts'
import { type Answered, type Client, createClient } from '../client/client.ts'
import { createMasAdmin } from '../mas/mas-admin.ts'
import { accountOf } from './account.ts'
import { eventsOf } from './events.ts'
import { masTokens } from './mas-tokens.ts'
import { roomsOf, stateOf, textOf } from './rooms.ts'
import { askWith, fixedToken, type Tokens } from './session.ts'

export interface BotMeans {
  observe: Observe
  /** Milliseconds since 1970. */
  clock: () => number
}

/** The longest wait of a sync, in ms. */
const longestSyncMs = 30_000

/** Of a sync, or a page of messages: 100 events of 64 KiB each, in several rooms. */
const maxBytes = 32 * 1024 * 1024

/** The bot of this account. Connections are opened at the first call. */
export async function openBot(
  config: Pick<Config, 'homeserver' | 'mas'>,
  account: BotAccount,
  { observe, clock }: BotMeans,
): Promise<Bot> {
  const { url, timeout, caFile } = config.homeserver
  const ca = caFile === null ? null : await readFile(caFile, 'utf8')
  const connect = (to: string) => createClient({ url: to, timeout, ca, observe })
  const client = connect(url)
  const patient = { url, timeout: timeout + longestSyncMs, ca, observe, maxBytes }
  const waiting = createClient(patient)
  const tokens = tokensOf(config.mas, account, { connect, clock })
  const ask = askWith(client, tokens)
  return {
    userId: account.userId,
    whoami: () => {
      const path = '/_matrix/client/v3/account/whoami'
      return ask({ name: 'bot whoami', method: 'GET', path }, whoOf)
    },
    ...roomsOf(ask),
    ...stateOf(ask),
    ...eventsOf(ask, askWith(waiting, tokens)),
    ...accountOf(ask, account.userId),
    close: async () => {
      await tokens.close()
      await Promise.all([client.close(), waiting.close()])
    },
  }
}

interface Connecting extends Pick<BotMeans, 'clock'> {
  connect: (url: string) => Client
}

function tokensOf(
  mas: Config['mas'],
  { token, masId }: BotAccount,
  { connect, clock }: Connecting,
): Tokens {
  if (token !== null || masId === null || mas.url === null) return fixedToken(token ?? '')
  const { clientId, clientSecret } = mas
  const credentials = { clientId: clientId ?? '', clientSecret: clientSecret ?? '', clock }
  return masTokens(createMasAdmin(connect(mas.url), credentials), masId, clock)
}

function whoOf({ json }: Answered): { userId: string; deviceId: string | null } | undefined {
  const userId = textOf(json['user_id'])
  return userId === undefined ? undefined : { userId, deviceId: textOf(json['device_id']) ?? null }
}
