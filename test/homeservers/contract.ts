import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type {
  PendingCreation,
  Resolution,
  Homeserver,
  Journal,
  Newcomer,
  Outcome,
  Refusal,
} from '../../src/ports/homeserver.ts'
import { newAddress } from '../support/address.ts'

/*
 * What every driver does, whichever homeserver stands behind it. A row brings the situations that
 * its homeserver can be in; why one is missing stands in the table of docs/homeservers.md.
 */

export interface Row {
  title: string
  parts: { skip: string | false }
  /** What cannot happen there. */
  leavesOut?: ('what goes stale' | 'lost answers')[]
  open: () => Promise<Rig>
}

export interface Rig extends AsyncDisposable {
  homeserver: Homeserver
  /** A name that can be had. */
  free: () => string
  /** Brings the homeserver to refuse, and says what to ask for. */
  refusals: Partial<Record<Refusal, () => Promise<Attempt> | Attempt>>
  /** The same homeserver with a secret or a token that is wrong. */
  shutOut: () => Promise<Attempt> | Attempt
  /** What was prepared goes stale before it is used. */
  stale?: () => Promise<Attempt> | Attempt
  /**
   * The answer that would tell of this account is lost; the account is made nevertheless, or not.
   * Gives the fate to be found out after `reveal`.
   */
  lose?: (localpart: string, made: boolean) => { fate: Resolution; reveal: () => void }
  /** Where the homeserver has to be readied for an examination that finds nothing wrong. */
  forExamination?: () => void
  checks: { free: 'free' | 'unknown'; taken: () => Promise<string> | string }
  /** How many sessions of this person are open now. */
  sessions?: (localpart: string) => Promise<number>
  /** A room that newcomers can be brought into, where they can be. */
  room?: () => Promise<string> | string
}

/** Somebody asks a homeserver for an account. */
export interface Attempt {
  homeserver: Homeserver
  localpart: string
  password?: string
  /** The address that they come from; a new one otherwise. */
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
  const account = { password: given.password ?? password, email: null }
  const outcome: Outcome =
    prepared.kind === 'refused' ? prepared : await prepared.create(account, journal)
  const free = prepared.kind === 'prepared' && prepared.free === true
  return { outcome, free, kept, entries }
}

/** A journal in memory: what was written into it, in order, and the refs that were kept. */
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

/** What is asked about the fate of an account; nobody is at it. */
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
    test('an account is made, and nobody but its owner stays signed in', async () => {
      await using rig = await open()
      const localpart = rig.free()
      const { outcome } = await ask({ homeserver: rig.homeserver, localpart })
      assert.ok(outcome.kind === 'created' || outcome.kind === 'handed_over', show(outcome))
      if (outcome.kind === 'created') await outcome.newcomer?.endSession()
      if (rig.sessions) assert.equal(await rig.sessions(localpart), 0)
    })

    test('what it refuses is told apart by its cause', async () => {
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

    test('a wrong secret is the operator’s trouble, and an examination says so', async () => {
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
      test('what went stale was not made', async () => {
        await using rig = await open()
        assert.ok(rig.stale)
        const { outcome } = await ask(await rig.stale())
        assert.equal(outcome.kind, 'stale', show(outcome))
      })
    }

    for (const made of leavesOut.includes('lost answers') ? [] : [true, false]) {
      const how = made ? 'made' : 'not made'
      test(`of an account that was ${how}, and whose answer was lost, the fate is found out`, async () => {
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

    test('what can be known of a name beforehand is told, and no more', async () => {
      await using rig = await open()
      assert.equal(await rig.homeserver.check(rig.free(), null), rig.checks.free)
      assert.equal(await rig.homeserver.check(await rig.checks.taken(), null), 'taken')
    })

    test('a newcomer is given a name and a room, where that can be done', async () => {
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
      await newcomer.endSession()
      if (rig.sessions) assert.equal(await rig.sessions(localpart), 0)
    })

    test('it can be told whether it answers, and what its configuration lacks', async () => {
      await using rig = await open()
      rig.forExamination?.()
      assert.equal(await rig.homeserver.ping(), true)
      const findings = await rig.homeserver.examine()
      assert.deepEqual(
        findings.filter(({ severity }) => severity !== 'fine'),
        [],
      )
    })
  })
}

/** Whoever acts for the account: with the session of its registration, or at any time later. */
export async function newcomerOf(
  { actFor }: Homeserver,
  localpart: string,
  { outcome, kept }: { outcome: Outcome; kept: readonly string[] },
): Promise<Newcomer | undefined> {
  if (!actFor) return outcome.kind === 'created' ? outcome.newcomer : undefined
  const newcomer = await actFor(localpart, kept[0] ?? null)
  assert.ok('join' in newcomer, JSON.stringify(newcomer))
  return newcomer
}

export function show(outcome: Outcome): string {
  return JSON.stringify(outcome)
}
