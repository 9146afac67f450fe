import type { Actor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { botPerson, isQuiet, setQuiet } from '../../store/bot-people.ts'
import type { Context } from '../context.ts'
import { requirePermission } from '../permissions.ts'

/* Whether somebody wants no direct messages of the bot: the console and `!quiet` say the same. */

export async function wantsQuiet({ db }: Pick<Context, 'db'>, actor: Actor): Promise<boolean> {
  return isQuiet(db, ownerOf(actor))
}

/** Problem: `forbidden` without a Matrix account. */
export async function setOwnQuiet(
  { db, clock, random }: Pick<Context, 'db' | 'clock' | 'random'>,
  quiet: boolean,
  actor: Actor,
): Promise<void> {
  const mxid = ownerOf(actor)
  await botPerson(db, mxid, `lk-${newId(clock(), random)}`)
  await setQuiet(db, mxid, quiet)
}

function ownerOf(actor: Actor): string {
  requirePermission(actor, 'mail:own')
  if (actor.id === null) throw new Problem('forbidden')
  return actor.id
}
