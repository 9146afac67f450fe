import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type {
  PendingCreation,
  Resolution,
  Journal,
  Outcome,
  Refusal,
} from '../../src/ports/account-creation.ts'
import type { Newcomer } from '../../src/ports/account-actions.ts'
import type { Homeserver } from '../../src/ports/homeserver.ts'
import { newAddress } from '../support/address.ts'

/*
 * What every driver does, with any homeserver. A row lists the situations that its homeserver can be in;
 * the table of docs/homeservers.md says why one is missing.
 */

export interface Row {
  title: string
  parts: { skip: string | false }
  /** What can't happen at this homeserver. */
  leavesOut?: ('what goes stale' | 'lost answers')[]
  open: () => Promise<Rig>
}

export interface Rig extends AsyncDisposable {
  homeserver: Homeserver
  /** A free name. */
  free: () => string
  /** Makes the homeserver refuse, and returns the request that it refuses. */
  refusals: Partial<Record<Refusal, () => Promise<Attempt> | Attempt>>
  /** The same homeserver, with a wrong secret or token. */
  shutOut: () => Promise<Attempt> | Attempt
  /** A prepared registration becomes stale before it is used. */
  stale?: () => Promise<Attempt> | Attempt
  /**
   * The answer about this account is lost; the account is created or not.
   * Returns the outcome that is found after `reveal`.
   */
  lose?: (localpart: string, made: boolean) => { fate: Resolution; reveal: () => void }
  /** Prepares the homeserver so that an examination finds no fault; if needed. */
  forExamination?: () => void
  checks: { free: 'free' | 'unknown'; taken: () => Promise<string> | string }
  /** The number of open sessions of this person. */
  sessions?: (localpart: string) => Promise<number>
  /** A room that newcomers can be joined to, if the driver can. */
  room?: () => Promise<string> | string
}

/** A request for an account. */
export interface Attempt {
  homeserver: Homeserver
  localpart: string
  password?: string
  withoutSession?: boolean
  /** The visitor's IP address; default: a new one. */
  visitor?: string
}

const password = 'correct horse battery 1'

/** Asks for the account as a redemption does. */
export async function ask({ homeserver, localpart, ...given }: Attempt) {
  const terms = (await homeserver.terms?.(['en'])) ?? []
  const wish = {
    localpart,
    visitor: given.visitor ?? newAddress(),
    terms: terms.map(({ id }) => id),
  }
  const prepared = await homeserver.prepare(wish)
  const { journal, entries, kept } = newJournal()
  const { withoutSession } = given
  const account = { password: given.password ?? password, email: null, withoutSession }
  const outcome: Outcome =
    prepared.kind === 'refused' ? prepared : await prepared.create(account, journal)
  const free = prepared.kind === 'prepared' && prepared.free === true
  return { outcome, free, kept, entries }
}

/** A journal in memory: its entries in order, and the refs that it kept. */
export function newJournal() {
  const [entries, kept]: [string[], string[]] = [[], []]
  const write = (entry: string) => Promise.resolve(entries.push(entry) > 0)
  const journal: Journal = {
    asking: (lateMs) => write(`asking ${lateMs}`),
    keep: async (ref) => void (await write('keep'), kept.push(ref)),
    settingPassword: () => write('setting the password'),
    passwordRefused: async () => void (await write('password refused')),
  }
  return { journal, entries, kept }
}

/** The question for the outcome of an account that nobody works on. */
export const asked: Omit<PendingCreation, 'localpart'> = {
  heldAt: 0,
  askedAt: 0,
  free: true,
  ref: null,
  sameDriver: true,
  expired: false,
  passwordAsked: false,
  claim: () => Promise.resolve(true),
}

export function contract({ title, parts, leavesOut = [], open }: Row): void {
  describe(`contract: ${title}`, parts, () => {
    test('an account is made, and only its owner has a session', async () => {
      await using rig = await open()
      const localpart = rig.free()
      const { outcome } = await ask({ homeserver: rig.homeserver, localpart })
      assert.ok(outcome.kind === 'created' || outcome.kind === 'handed_over', show(outcome))
      if (outcome.kind === 'created' && outcome.session !== undefined) {
        assert.equal(await rig.homeserver.bySession?.end(outcome.session), true)
      }
      if (rig.sessions) assert.equal(await rig.sessions(localpart), 0)
    })

    test('each refusal has its own cause', async () => {
      await using rig = await open()
      for (const [reason, situation] of Object.entries(rig.refusals)) {
        const { outcome } = await ask(await situation())
        if (reason === 'name_taken' && outcome.kind === 'contested') continue
        assert.ok('reason' in outcome, `${reason}: ${show(outcome)}`)
        assert.equal(outcome.reason, reason, show(outcome))
        if (reason !== 'homeserver_busy') continue
        assert.ok(outcome.kind === 'refused' && Number(outcome.retryAfterMs) > 0)
      }
    })

    test('a wrong secret is reported to the operator, also by an examination', async () => {
      await using rig = await open()
      const attempt = await rig.shutOut()
      const { outcome } = await ask(attempt)
      assert.ok(outcome.kind === 'refused', show(outcome))
      assert.equal(outcome.reason, 'homeserver_refused')
      const findings = await attempt.homeserver.examine()
      assert.ok(findings.some(({ severity }) => severity === 'error'))
      await attempt.homeserver.close()
    })

    if (!leavesOut.includes('what goes stale')) {
      test('a stale registration makes no account', async () => {
        await using rig = await open()
        assert.ok(rig.stale)
        const { outcome } = await ask(await rig.stale())
        assert.equal(outcome.kind, 'stale', show(outcome))
      })
    }

    for (const made of leavesOut.includes('lost answers') ? [] : [true, false]) {
      const how = made ? 'made' : 'not made'
      test(`after a lost answer the account is found to be ${how}`, async () => {
        await using rig = await open()
        const { homeserver } = rig
        const localpart = rig.free()
        assert.ok(rig.lose)
        const { fate, reveal } = rig.lose(localpart, made)
        const askedAt = Date.now()
        const { outcome, free, kept } = await ask({ homeserver, localpart })
        assert.equal(outcome.kind, 'unknown', show(outcome))
        reveal()
        const ref = kept[0] ?? null
        const account = { ...asked, localpart, heldAt: askedAt, askedAt, free, ref }
        assert.equal(await homeserver.resolveOutcome(account), fate)
      })
    }

    test('a name check answers what the homeserver shows, and nothing else', async () => {
      await using rig = await open()
      assert.equal(await rig.homeserver.check(rig.free(), null), rig.checks.free)
      assert.equal(await rig.homeserver.check(await rig.checks.taken(), null), 'taken')
    })

    test('a newcomer gets a display name and a room, where the driver can', async () => {
      await using rig = await open()
      const localpart = rig.free()
      const made = await ask({ homeserver: rig.homeserver, localpart })
      const newcomer = await newcomerOf(rig.homeserver, localpart, made)
      assert.equal(newcomer !== undefined, rig.room !== undefined)
      const { canJoinRoom: reaches } = rig.homeserver
      assert.equal(reaches !== undefined, rig.room !== undefined)
      if (!newcomer || !rig.room) return
      assert.equal(await newcomer.setDisplayName('Alice M.'), true)
      const room = await rig.room()
      assert.notEqual(await reaches?.(room), 'no')
      assert.equal(await newcomer.join(room), true)
      const nowhere = await newcomer.join('#none:nowhere.test')
      assert.ok(nowhere !== true && 'failed' in nowhere, JSON.stringify(nowhere))
      await newcomer.end()
      if (rig.sessions) assert.equal(await rig.sessions(localpart), 0)
    })

    test('a ping says whether it answers, and an examination what its configuration lacks', async () => {
      await using rig = await open()
      rig.forExamination?.()
      assert.equal(await rig.homeserver.ping(), true)
      const findings = await rig.homeserver.examine()
      assert.deepEqual(
        findings.filter(({ severity }) => severity === 'error' || severity === 'warning'),
        [],
      )
    })
  })
}

/** Acts for the account: with the session of its registration, or at any time later. */
export async function newcomerOf(
  { actFor, bySession }: Homeserver,
  localpart: string,
  { outcome, kept }: { outcome: Outcome; kept: readonly string[] },
): Promise<(Newcomer & { end: () => Promise<unknown> }) | undefined> {
  if (actFor) {
    const newcomer = await actFor(localpart, kept[0] ?? null)
    assert.ok('join' in newcomer, JSON.stringify(newcomer))
    return { ...newcomer, end: newcomer.endSession }
  }
  const { session } = outcome.kind === 'created' ? outcome : {}
  if (!bySession || session === undefined) return undefined
  return { ...bySession.actFor(localpart, session), end: () => bySession.end(session) }
}

export function show(outcome: Outcome): string {
  return JSON.stringify(outcome)
}
