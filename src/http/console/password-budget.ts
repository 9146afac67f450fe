import type { App } from '../../core/context.ts'
import type { SignInOutcome } from '../../ports/sign-in.ts'
import { hashOf } from '../../shared/hash.ts'
import { recall, replaceValue } from '../../store/secrets.ts'
import { createLimit } from '../kit/limits.ts'

const minuteMs = 60_000

/**
 * Synapse by default answers 5 logins of a name or an address, then one in 333 s, right or wrong. So
 * strangers' guesses must not use up what the owner needs (docs/security.md).
 */
const rates = {
  /** Wrong passwords from browsers that nobody has signed in with before. */
  name: { points: 2, per: 10 * minuteMs },
  /** Wrong passwords from a browser with which this person has signed in before. */
  device: { points: 5, per: 10 * minuteMs },
  /** All passwords, while the homeserver sees every visitor at one address: ours. */
  portal: { points: 2, per: 333_000 },
}

interface Guess {
  /** The name that was typed. */
  name: string
  /** The id of a browser with which this person has signed in before. */
  device: string | null
}

/** Bounds how many passwords reach the homeserver. Problem `too_many_requests` of our own. */
export type PasswordBudget = (
  guess: Guess,
  ask: () => Promise<SignInOutcome>,
) => Promise<SignInOutcome>

export function createPasswordBudget(app: App): PasswordBudget {
  const names = createLimit(app, 'sign-in name', () => rates.name)
  const devices = createLimit(app, 'sign-in browser', () => rates.device)
  const portal = createLimit(app, 'sign-in portal', () => rates.portal)
  const addresses = createAddressMemory(app)
  // Dendrite's limit is half a second after five requests: nobody is locked out by it.
  const isThrifty = app.homeserver.kind !== 'dendrite'
  return async ({ name, device }, ask) => {
    const [own, key] = device === null ? [names, hashOf(name.toLowerCase())] : [devices, device]
    await own.spend(key)
    const giveBack = () => own.giveBack(key)
    if (isThrifty && device === null && !(await addresses.areTaken())) {
      await portal.spend('').catch(async (refusal: unknown) => {
        await giveBack()
        throw refusal
      })
    }
    const outcome = await ask()
    if (!isWrong(outcome)) await giveBack()
    if (outcome.kind === 'proven') await addresses.learn(outcome.takesAddress)
    return outcome
  }
}

/** Whether an answer may have been that of a wrong password. */
function isWrong(outcome: SignInOutcome): boolean {
  return outcome.kind === 'failed' && (outcome.reason === 'wrong' || outcome.reason === 'busy')
}

const kept = 'homeserver takes addresses'

/** Whether the homeserver takes visitors' addresses from us, as the last sign-in has shown. */
function createAddressMemory({ db }: Pick<App, 'db'>) {
  let known: boolean | undefined
  return {
    areTaken: async () => (known ??= (await recall(db, kept)) === 'yes'),
    learn: async (takes: boolean | null) => {
      if (takes === null || takes === known) return
      known = takes
      await replaceValue(db, kept, takes ? 'yes' : 'no')
    },
  }
}
