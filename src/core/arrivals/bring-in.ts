import { newId } from '../../shared/ids.ts'
import { Problem } from '../../shared/errors.ts'
import {
  findInvited,
  findOfBrowser,
  findOpenAddress,
  type InvitedAccount,
} from '../../store/invited-find.ts'
import {
  holdForAccount,
  lockInvite,
  moveInvited,
  newlyInvited,
} from '../../store/invited-accounts.ts'
import { findById } from '../../store/invites.ts'
import { moveJob } from '../../store/jobs.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import type { Grant } from '../invites/grant.ts'
import { refuseClosed } from '../invites/invite.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { placeFreeIn } from '../redemption/free-in.ts'
import { invite } from './invite-account.ts'

/*
 * Somebody gives the address of a Matrix account that they have. A place is held and a job made in one
 * transaction; the homeserver is asked after the answer, which is the same whatever comes of it: the page
 * must not tell who is in the space, or blocks, or is banned.
 */

export interface Asked {
  grant: Grant
  /** As `readAddress` gives it. */
  address: string
  /** The digest of the attempt key; null without one. */
  attempt: string | null
  /** Called before a place is taken or an address corrected; throws if this visitor asks too often. */
  spend: () => Promise<void>
}

/** Delay of the job, in ms. It takes over if this process dies before its own attempt ends. */
const jobAfterMs = 60_000

/** Problems: those of a closed or full invitation. */
export async function bringIn(app: Context, asked: Asked): Promise<void> {
  const known = await findKnown(app, asked)
  if (known?.address === asked.address) return
  if (known) return correct(app, known, asked)
  refuseClosed(asked.grant.invite, app.clock())
  await asked.spend()
  const row = await hold(app, asked)
  if (row) begin(app, row.id)
}

/** The open row with this address, whoever typed it; otherwise that of this browser. */
async function findKnown(
  { db }: Pick<Context, 'db'>,
  { grant, address, attempt }: Asked,
): Promise<InvitedAccount | undefined> {
  const { id } = grant.invite
  const found = await findOpenAddress(db, id, address)
  if (found || attempt === null) return found
  const mine = await findOfBrowser(db, id, attempt)
  return mine?.ended_at === null ? mine : undefined
}

/** Undefined if another press was first. */
async function hold(app: Context, asked: Asked): Promise<InvitedAccount | undefined> {
  const { address, attempt, grant } = asked
  const { invite: terms, invitedBy, profile } = grant
  const now = app.clock()
  const row = newlyInvited({
    id: newId(now, app.random),
    invite_id: terms.id,
    invited_by: invitedBy,
    profile_id: profile.name,
    address,
    attempt,
    held_at: now,
  })
  const held = await app.db
    .transaction()
    .execute(async (trx) => {
      const result = await holdForAccount(trx, row, now)
      if (result === 'open') throw new Taken()
      if (result === 'held') await enqueueInvite(app, trx, row.id)
      return result
    })
    .catch((error: unknown) => {
      if (error instanceof Taken) return 'open' as const
      throw error
    })
  if (held === 'held') return row
  if (held === 'open' || (await findKnown(app, asked))) return undefined
  const current = await findById(app.db, terms.id)
  if (!current) throw new Problem('invite_unknown')
  refuseClosed(current, app.clock())
  throw new Problem('places_held', { retryAfter: await placeFreeIn(app, terms.id) })
}

/** Rolls the hold back. */
class Taken extends Error {}

async function enqueueInvite(app: Context, trx: DatabaseTransaction, id: string): Promise<void> {
  const job = { kind: 'invite-account', key: `${id}:invite`, payload: { account: id } }
  await enqueue(trx, { ...job, dueAt: app.clock() + jobAfterMs }, app)
}

/** Corrects the address, once, while nobody has come in with the old one. Otherwise nothing changes. */
async function correct(app: Context, row: InvitedAccount, asked: Asked): Promise<void> {
  if (row.state !== 'invited' || row.is_corrected === 1) return
  await asked.spend()
  const { address } = asked
  const isMoved = await app.db.transaction().execute(async (trx) => {
    // The lock on the invitation keeps others from taking a place with this address.
    await lockInvite(trx, row.id)
    if (await findOpenAddress(trx, row.invite_id, address)) return false
    const moved = await moveInvited(trx, row.id, ['invited'], {
      state: 'waiting',
      place: 'used',
      address,
      former: row.address,
      is_corrected: 1,
      tries: 0,
      look_at: null,
    })
    if (moved) await enqueueInvite(app, trx, row.id)
    return moved !== undefined
  })
  if (isMoved) begin(app, row.id)
}

/** The first attempt, at once. What it leaves open is the job's. */
function begin(app: Context, id: string): void {
  const attempt = async () => {
    const outcome = await invite(app, id)
    if (outcome === 'done' || !('retryAfterMs' in outcome)) return
    if ((await findInvited(app.db, id))?.state !== 'waiting') return
    await moveJob(app.db, 'invite-account', `${id}:invite`, outcome.retryAfterMs)
  }
  app.waitUntil(attempt().catch(() => {}))
}
