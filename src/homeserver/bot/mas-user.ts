import type { BotAccount, BotAccounts, BotAnswer } from '../../ports/bot.ts'
import {
  type MasAdmin,
  type MasAnswer,
  masRefusal,
  readResource,
  titleOf,
} from '../mas/mas-admin.ts'
import { findUser, isOurs } from '../mas/mas-users.ts'
import { asFailure } from './mas-tokens.ts'

type MakeUser = NonNullable<BotAccounts['makeUser']>

/** A user of MAS for the bot, without a password: its sessions are opened by the admin API. */
export function userMaker(admin: MasAdmin, serverName: () => string): MakeUser {
  return async (wish, keep) => {
    const { localpart } = wish
    const account = (masId: string): BotAnswer<BotAccount> => {
      const userId = `@${localpart}:${serverName()}`
      return { kind: 'done', value: { userId, token: null, masId } }
    }
    const user = await findUser(admin, localpart)
    if (user.kind === 'refused') return asFailure(user)
    if (user.kind === 'user') {
      const ours = await isOurs(admin, user, wish.freeSince)
      if (ours === 'unknown') return { kind: 'unanswered', sent: true, cause: 'MAS did not say' }
      return ours === 'yes' ? account(user.id) : { kind: 'done', value: 'taken' }
    }
    await keep({ ...wish, freeSince: wish.freeSince ?? user.since })
    const answer = await postUser(admin, localpart)
    const made = readResource(answer)
    if (made) return account(made.id)
    return isTaken(answer) ? { kind: 'done', value: 'taken' } : failureOf(answer, localpart)
  }
}

function postUser(admin: MasAdmin, username: string): Promise<MasAnswer> {
  return admin.call({ name: 'mas register', method: 'POST', path: '/users', body: { username } })
}

function isTaken(answer: MasAnswer): boolean {
  return answer.kind === 'answered' && answer.status === 409 && titleOf(answer) !== undefined
}

function failureOf(answer: MasAnswer, localpart: string) {
  return asFailure(masRefusal('the user', answer, [localpart]))
}
