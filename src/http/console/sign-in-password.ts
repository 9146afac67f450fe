import { signInProven } from '../../core/members/sign-in.ts'
import { safeNext } from '../../shared/console-paths.ts'
import { Problem } from '../../shared/errors.ts'
import type { Response } from '../kit/fetch/response.ts'
import { readForm } from '../kit/forms.ts'
import type { Call, Exchange } from '../kit/route.ts'
import { browserOf } from './browser.ts'
import type { Console } from './console.ts'
import { deviceOf } from './device.ts'
import { enter } from './enter.ts'
import { replyFault } from './sign-in.ts'

/** No account has a longer name or password. */
const longest = { user: 255, password: 512 }

/** Signs in with a Matrix password. Whatever is wrong is said on the form, which keeps the name. */
export async function signInByPassword(
  console: Console,
  exchange: Exchange,
  call: Call,
): Promise<Response> {
  const form = await readForm(exchange, call)
  const user = (form.get('user') ?? '').trim()
  const next = safeNext(console.paths, form.get('next'))
  try {
    const opened = await tryPassword(console, exchange, {
      user,
      password: form.get('password') ?? '',
    })
    return await enter(console, exchange, opened, next)
  } catch (error) {
    return await replyFault(console, exchange, error, { next, user })
  }
}

async function tryPassword(
  console: Console,
  exchange: Exchange,
  { user, password }: { user: string; password: string },
) {
  const { app, limits, passwords } = console
  if (user === '' || password === '' || user.length > longest.user)
    throw new Problem('sign_in_wrong')
  if (password.length > longest.password) throw new Problem('sign_in_wrong')
  if (isForeign(user, app.serverName())) throw new Problem('account_foreign')
  const { address, network } = console.visitor(exchange)
  await limits.signIns.spend(network)
  const guess = { name: localpartOf(user), device: deviceOf(console, exchange, user) }
  const credentials = { user, password, visitor: address }
  const outcome = await passwords(guess, () => app.signIn.byPassword(credentials))
  if (outcome.kind === 'proven') await limits.signIns.giveBack(network)
  return signInProven(app, outcome, { way: 'password', browser: browserOf(exchange) })
}

function isForeign(user: string, serverName: string): boolean {
  return serverName !== '' && user.includes(':') && !user.endsWith(`:${serverName}`)
}

/** The same name for `ana`, `@ana` and `@ana:example.org`. */
function localpartOf(user: string): string {
  return user.replace(/^@/, '').replace(/:.*$/, '')
}
