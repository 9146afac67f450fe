import type { AwayWay, Return } from '../../ports/sign-in.ts'
import { Problem } from '../../shared/errors.ts'
import { hashOf } from '../../shared/hash.ts'
import { randomText } from '../../shared/ids.ts'
import { insertSignIn, takeSignIn } from '../../store/sign-ins.ts'
import type { Context } from '../context.ts'
import type { OpenedSession } from './session.ts'
import { problemOf, signInProven } from './sign-in.ts'

/** How long somebody may take at the homeserver's pages. */
export const attemptMs = 10 * 60_000

type Tools = Pick<
  Context,
  'config' | 'db' | 'clock' | 'random' | 'signIn' | 'homeserver' | 'serverName'
>

interface Start {
  way: AwayWay
  /** The address that the homeserver's pages lead back to. */
  returnTo: string
  /** The secret of the browser's cookie: the attempt ends only there. */
  browserKey: string
  /** A path, for after the sign-in. */
  next: string
}

/** Begins an attempt; the result is where to send the browser. Problem `homeserver_unavailable`. */
export async function startSignIn(app: Tools, start: Start): Promise<string> {
  const { way, returnTo, browserKey, next } = start
  const state = randomText(app.random, 26)
  const begun = await app.signIn.begin(way, { returnTo, state })
  if ('kind' in begun) throw problemOf(begun)
  await insertSignIn(app.db, {
    state_hash: hashOf(state),
    browser_hash: hashOf(browserKey),
    way,
    verifier: begun.memo,
    next_path: next,
    expires_at: app.clock() + attemptMs,
  })
  return begun.url
}

interface Finish extends Omit<Return, 'memo'> {
  way: AwayWay
  browserKey: string
  /** The name of the browser. */
  browser: string
}

/** Ends an attempt, which works once. Problems: `sign_in_over`, and why the homeserver proved nobody. */
export async function finishSignIn(
  app: Tools,
  { way, browserKey, browser, ...back }: Finish,
): Promise<{ opened: OpenedSession; next: string }> {
  const state_hash = hashOf(back.query['state'] ?? '')
  const key = { state_hash, browser_hash: hashOf(browserKey), way }
  const attempt = await takeSignIn(app.db, key, app.clock())
  if (!attempt) throw new Problem('sign_in_over')
  const outcome = await app.signIn.finish(way, { ...back, memo: attempt.verifier })
  return { opened: await signInProven(app, outcome, { way, browser }), next: attempt.next_path }
}
