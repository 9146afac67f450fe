import type { BotAccount, BotAccounts, BotAnswer, BotFailure } from '../../ports/bot.ts'
import type { Homeserver } from '../../ports/homeserver.ts'
import { findMadeAt } from '../../store/accounts.ts'
import { findBotAccount, keepBotWish, replaceBotWish, saveBotAccount } from '../../store/bot.ts'
import { forgetDirectRooms } from '../../store/bot-people.ts'
import type { Context } from '../context.ts'

/*
 * The account of the bot. Its password is kept before the account is made: after a lost answer a login
 * shows whether the account is ours. An account of somebody else is never taken over.
 */

export type SetUp =
  /** `left`: the account whose session before could not be ended; null: none. */
  | { kind: 'ready'; account: BotAccount; left: string | null }
  /** The homeserver has an account of this name that we did not make. */
  | { kind: 'taken' }
  /** Neither a password nor a token of this account. */
  | { kind: 'wrong' }
  /** The token is of this account instead. */
  | { kind: 'other'; userId: string }
  /** Somebody came by an invitation with this account. */
  | { kind: 'person' }
  | BotFailure

type Means = Pick<Context, 'db' | 'random' | 'serverName'> & { accounts: BotAccounts }

/** Makes the account, or logs in again to the one that was made before. */
export async function makeBot(
  app: Means & { homeserver: Pick<Homeserver, 'prepare' | 'terms' | 'bySession'> },
  localpart: string,
): Promise<SetUp> {
  const { accounts, db } = app
  const before = await findBotAccount(db)
  if (before?.userId.startsWith(`@${localpart}:`) && (await isUsable(accounts, before))) {
    return { kind: 'ready', account: before, left: null }
  }
  const password = `${Buffer.from(app.random(32)).toString('base64url')}aA1-`
  const wish = await keepBotWish(db, { localpart, password, freeSince: null })
  if (accounts.makeUser) {
    const answer = await accounts.makeUser(wish, (kept) => replaceBotWish(db, kept))
    if (answer.kind !== 'done') return answer
    return answer.value === 'taken' ? { kind: 'taken' } : keep(app, answer.value)
  }
  const refusal = await register(app.homeserver, localpart, wish.password)
  // No existing account has a password that was just generated: a login would only cost a rate limit.
  if (refusal === 'name_taken' && wish.password === password) return { kind: 'taken' }
  const answer = await accounts.logIn(localpart, wish.password)
  if (answer.kind === 'done') return keep(app, answer.value)
  if (refusal === 'name_taken' && isWrong(answer)) return { kind: 'taken' }
  if (refusal === null || refusal === 'name_taken') return answer
  return { kind: 'refused', status: 0, errcode: '', cause: refusal }
}

/** Whether the stored session works. Only otherwise a new one is opened, as it ends the portal's. */
async function isUsable(accounts: BotAccounts, { token, masId }: BotAccount): Promise<boolean> {
  if (token === null) return masId !== null
  return (await accounts.ofToken(token)).kind === 'done'
}

/** Null, or why the account was not made; either way it may have been made before. */
async function register(
  homeserver: Pick<Homeserver, 'prepare' | 'terms' | 'bySession'>,
  localpart: string,
  password: string,
): Promise<string | null> {
  const terms = (await homeserver.terms?.(['en'])) ?? []
  const request = { localpart, visitor: null, terms: terms.map(({ id }) => id) }
  const prepared = await homeserver.prepare(request)
  if (prepared.kind === 'refused') return wordOf(prepared)
  const account = { password, withoutSession: true, email: null }
  const outcome = await prepared.create(account, unwritten)
  if (outcome.kind === 'created') {
    if (outcome.session !== undefined) await homeserver.bySession?.end(outcome.session)
    return null
  }
  if (outcome.kind === 'contested') return 'name_taken'
  return outcome.kind === 'refused' ? wordOf(outcome) : null
}

function wordOf({ reason, cause }: { reason: string; cause?: string }): string {
  return reason === 'name_taken' ? reason : (cause ?? reason)
}

/** A journal that writes nothing: the password was stored before, and nothing else is needed. */
const unwritten = {
  asking: async () => true,
  keep: async () => {},
  settingPassword: async () => true,
  passwordRefused: async () => {},
}

/** Takes an account that an operator gives us, by its password or a token of it. */
export async function takeBot(app: Means, userId: string, secret: string): Promise<SetUp> {
  const localpart = userId.slice(1, userId.indexOf(':'))
  const isOwnServer = userId.endsWith(`:${app.serverName()}`)
  if (isOwnServer && (await findMadeAt(app.db, localpart)) !== undefined) return { kind: 'person' }
  const byToken = await tryToken(app.accounts, secret)
  const answer = byToken ?? (await app.accounts.logIn(userId, secret))
  if (answer.kind !== 'done') return isWrong(answer) ? { kind: 'wrong' } : answer
  const { userId: found } = answer.value
  return found === userId ? keep(app, answer.value) : { kind: 'other', userId: found }
}

/** Null if it is no token. */
async function tryToken(
  accounts: BotAccounts,
  secret: string,
): Promise<BotAnswer<BotAccount> | null> {
  if (!/^[!-~]+$/.test(secret)) return null
  const answer = await accounts.ofToken(secret)
  return answer.kind === 'refused' && answer.status === 401 ? null : answer
}

function isWrong(answer: BotAnswer<unknown>): boolean {
  return answer.kind === 'refused' && (answer.status === 401 || answer.errcode === 'M_FORBIDDEN')
}

/** Ends the session before, once this one is stored. */
async function keep({ db, accounts }: Means, account: BotAccount): Promise<SetUp> {
  const former = await findBotAccount(db)
  await saveBotAccount(db, account)
  if (former && former.userId !== account.userId) await forgetDirectRooms(db)
  const isOver = !former || (await accounts.endFormer(former, account))
  return { kind: 'ready', account, left: isOver ? null : former.userId }
}
