import type { Actor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { addressOfOwner, deleteMailAddresses } from '../../store/mail-addresses.ts'
import type { Context } from '../context.ts'
import { requirePermission } from '../permissions.ts'
import { addMailAddress } from './queue-mail.ts'

type Tools = Pick<Context, 'db' | 'clock' | 'random'>

/** The address at which somebody who signs in to the console wants mail; null: none. */
export async function ownAddress({ db }: Pick<Tools, 'db'>, actor: Actor): Promise<string | null> {
  requirePermission(actor, 'mail:own')
  if (actor.id === null) return null
  return (await addressOfOwner(db, actor.id))?.address ?? null
}

/**
 * Sets or removes one's own address. Problems: `mail_address_invalid`; `forbidden` without a Matrix account.
 */
export async function setOwnAddress(
  app: Tools,
  wanted: { address: string; language: string } | null,
  actor: Actor,
): Promise<void> {
  requirePermission(actor, 'mail:own')
  const { id: owner } = actor
  if (owner === null) throw new Problem('forbidden')
  await app.db.transaction().execute(async (trx) => {
    const before = await addressOfOwner(trx, owner)
    if (before) await deleteMailAddresses(trx, [before.id])
    if (wanted) await addMailAddress(trx, { ...wanted, owner }, app)
  })
}
