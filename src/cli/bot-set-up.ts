import type { BotAccount } from '../ports/bot.ts'
import { type Standing, standingIn } from '../core/bot/power.ts'
import { makeBot, type SetUp, takeBot } from '../core/bot/set-up.ts'
import { allProfiles } from '../core/profiles/profiles.ts'
import { openBotAccounts } from '../homeserver/bot/accounts.ts'
import { openBot } from '../homeserver/bot/open.ts'
import { serverNameOf } from '../homeserver/client/server-name.ts'
import { openHomeserver } from '../homeserver/open.ts'
import { isMatrixId } from '../shared/matrix-id.ts'
import { harmless } from '../shared/terminal-text.ts'
import { keepServerName, rememberedName } from '../store/server-name.ts'
import { command } from './command.ts'
import { Failure, UsageError } from './failure.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printLines } from './print.ts'
import type { Shell } from './shell.ts'

export const botSetUp = command({
  allow: 'program:run',
  summary: `Gives Latchkey an account with which it invites people to rooms. It makes the account where
it can make accounts; with --user it uses one of yours, and asks for its password or for
an access token. Says in which rooms of the profiles the bot lacks power.`,
  options: {
    name: { value: 'NAME', summary: 'The name of a new account; default latchkey-bot' },
    user: { value: 'MXID', summary: 'An existing account that nobody else uses' },
  },
  examples: [
    ['bot set-up', 'Makes @latchkey-bot'],
    ['bot set-up --user @door:example.org', 'Asks for its password or an access token'],
  ],
  run: async (call) => {
    const { shell, options } = call
    if (options.name !== undefined && options.user !== undefined) {
      throw new UsageError('--name makes an account, --user takes one: give one of them.')
    }
    const { user, name = usualName } = options
    const secret = user === undefined ? null : await askFor(idOf(user), shell.askSecret)
    await using context = await openCommandContext(call)
    if (user === undefined && context.config.homeserver.kind === 'none') {
      throw new UsageError('With homeserver.kind none no account can be made: give one by --user.')
    }
    await using means = await openMeans(context)
    const found =
      user === undefined || secret === null
        ? await makeBot(means, readName(name))
        : await takeBot(means, user, secret)
    const { account, left } = readyOf(found, user ?? `@${name}`)
    printLines(shell.stdout, [
      `The bot is ${account.userId}.`,
      ...(left === null
        ? []
        : [`The session before, of ${left}, could not be ended: end it in an app.`]),
      ...(await describePower(context, account)),
    ])
    return 0
  },
})

const usualName = 'latchkey-bot'

function readName(name: string): string {
  if (/^[a-z0-9._=/+-]{1,200}$/.test(name)) return name
  throw new UsageError('--name is the part of an account before the colon, such as latchkey-bot.')
}

function idOf(user: string): string {
  if (isMatrixId(user)) return user
  throw new UsageError('--user is a Matrix id such as @door:example.org.')
}

async function askFor(user: string, ask: Shell['askSecret']): Promise<string> {
  if (!ask) throw new UsageError('--user asks for a password: run it on a terminal.')
  return (await ask(`Password or access token of ${harmless(user)}: `)).trim()
}

/** What sets the bot up: with the homeserver, which a command has not. */
async function openMeans(context: CommandContext) {
  const { config, db, observe, clock, random } = context
  const names = {
    recall: () => rememberedName(db),
    keep: (name: string) => keepServerName(db, name),
  }
  const serverName = serverNameOf(config.homeserver, names)
  const homeserver = await openHomeserver(config, { observe, clock, random, serverName })
  const accounts = await openBotAccounts(config, serverName.current, { observe, clock })
  return {
    db,
    random,
    homeserver,
    accounts,
    serverName: serverName.current,
    [Symbol.asyncDispose]: async () =>
      void (await Promise.all([homeserver.close(), accounts.close()])),
  }
}

function readyOf(found: SetUp, user: string): Extract<SetUp, { kind: 'ready' }> {
  const whose = harmless(user)
  switch (found.kind) {
    case 'ready':
      return found
    case 'taken':
      throw new Failure(
        `The account ${whose} exists already, and Latchkey did not make it. Choose another --name, or give it with --user.`,
      )
    case 'wrong':
      throw new Failure(`That is neither the password nor an access token of ${whose}.`)
    case 'other':
      throw new Failure(
        `That is an access token of ${harmless(found.userId)}, and not of ${whose}.`,
      )
    case 'person':
      throw new Failure(
        `${whose} is somebody who came by an invitation. The bot needs an account of its own.`,
      )
    case 'limited':
      throw new Failure(
        `The homeserver takes no more logins now (429). Try again ${inSeconds(found.retryAfterMs)}.`,
      )
    default:
      throw new Failure(`The bot could not be set up: ${harmless(found.cause)}.`)
  }
}

function inSeconds(retryAfterMs = 60_000): string {
  return `in ${Math.ceil(retryAfterMs / 1000)} seconds`
}

/** The bot enters rooms that are open to it, so that only the others are left to do. */
async function describePower(context: CommandContext, account: BotAccount): Promise<string[]> {
  const bot = await openBot(context.config, account, context)
  try {
    const profiles = await allProfiles(context)
    const rooms = [...new Set(profiles.flatMap((profile) => profile.rooms))]
    const lines: string[] = []
    for (const room of rooms) {
      await bot.join(room)
      lines.push(describe(room, await standingIn(bot, room), account.userId))
    }
    return lines
  } finally {
    await bot.close()
  }
}

function describe(room: string, standing: Standing, bot: string): string {
  const name = harmless(room)
  switch (standing.kind) {
    case 'able':
      return `${name}: the bot is in it and may invite.`
    case 'lacks_power':
      return `${name}: the bot lacks power ${standing.needs} (it has ${standing.has}). There: /op ${bot} ${standing.needs}`
    case 'not_in_room':
      return `${name}: the bot is not in it. There: /invite ${bot}, and run this again.`
    case 'no_room':
      return `${name}: no such room exists.`
    case 'token_refused':
      return `${name}: the homeserver did not take the bot’s session.`
    case 'unknown':
      return `${name}: could not be looked at: ${harmless(standing.cause)}.`
  }
}
