// A portal's process that acts for a member, and can be killed at any moment.
import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { openApp } from '../../src/app.ts'
import { createInvites } from '../../src/core/invites/create.ts'
import { pauseInvite, resumeInvite, revokeInvite } from '../../src/core/invites/invites.ts'
import { undoChange } from '../../src/core/invites/undo.ts'
import type { Actor } from '../../src/model/actor.ts'
import type { Config } from '../../src/model/config.ts'
import { Problem } from '../../src/shared/errors.ts'
import { newId, randomText } from '../../src/shared/ids.ts'
import { commitRedemption, releaseRedemption } from '../../src/store/redemption-end.ts'
import { holdPlace, insertHeld, newlyHeld } from '../../src/store/redemptions.ts'
import type { Act } from './history.ts'

export interface Order {
  id: number
  act: Act
  /** The invitation; '' if there is none. */
  invite: string
}

export interface Reply {
  id: number
  /** `done`, or the code of the refusal. */
  outcome: string
}

const ana: Actor = { kind: 'member', id: '@ana:example.org', via: 'console' }

process.once('disconnect', () => process.exit())
const [config] = (await once(process, 'message')) as [Config]
const app = await openApp(config)
const { db } = app

const work: Record<Act, (invite: string) => Promise<unknown>> = {
  make: () => createInvites(app, [{}], ana),
  'make two': () => createInvites(app, [{}, {}], ana),
  pause: (invite) => pauseInvite(app, invite, ana),
  resume: (invite) => resumeInvite(app, invite, ana),
  withdraw: (invite) => revokeInvite(app, invite, ana),
  undo: (invite) => undoChange(app, invite, null, ana),
  hold,
  settle,
  // As if time passed for this one.
  expire: (invite) => {
    const past = { expires_at: Date.now() - 120_000 }
    return db.updateTable('invites').set(past).where('id', '=', invite).execute()
  },
}

/** Somebody begins to join. */
function hold(invite_id: string): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const now = Date.now()
    if (!(await holdPlace(trx, invite_id, now))) return
    const id = newId(now, app.random)
    const localpart = randomText(app.random, 12)
    await insertHeld(trx, newlyHeld({ id, invite_id, localpart, attempt: null, held_at: now }))
  })
}

/** Whoever began last has joined, or not: always the same for the same person. */
async function settle(invite: string): Promise<void> {
  const open = await db
    .selectFrom('redemptions')
    .select(['id', 'localpart'])
    .where('invite_id', '=', invite)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (!open) return
  const now = Date.now()
  await db.transaction().execute(async (trx) => {
    if (open.localpart > 'd') await commitRedemption(trx, open.id, now)
    else await releaseRedemption(trx, open.id, 'refused', { now })
  })
}

process.on('message', ({ id, act, invite }: Order) => {
  const tell = (outcome: string) => process.send?.({ id, outcome } satisfies Reply)
  work[act](invite).then(
    () => tell('done'),
    (error: unknown) => tell(error instanceof Problem ? error.code : String(error)),
  )
})
process.send?.('ready')
flushCompileCache()
