import type { Actor } from '../../model/actor.ts'
import { eraseAccounts } from '../../store/accounts.ts'
import { eraseNames, findEndedOf, findOpenOf } from '../../store/people.ts'
import type { Context } from '../context.ts'
import { recordEvent } from '../events/record.ts'
import { Problem } from '../../shared/errors.ts'
import { readName } from '../redemption/name-rules.ts'

/**
 * Erases a person's name from the database. That somebody joined, when and with which invitation stays,
 * so that counts stay right. `person`: a user id of this homeserver or a name. Returns the number of
 * redemptions with the name. Problem `redemption_open` while one of them is open: then nothing is done.
 */
export async function forgetPerson(
  app: Pick<Context, 'serverName' | 'db' | 'clock' | 'random'>,
  person: string,
  actor: Actor,
): Promise<number> {
  const localpart = readName(person, app.serverName())
  if (localpart === '' || localpart.includes(':')) {
    throw new Problem('input_invalid', {
      detail: 'Give a user id of this homeserver: @ana:server.',
    })
  }
  const [open] = await findOpenOf(app.db, localpart)
  if (open) throw new Problem('redemption_open', { detail: open.id })
  const found = await findEndedOf(app.db, localpart)
  return app.db.transaction().execute(async (trx) => {
    await eraseNames(trx, found)
    // An account may outlive its redemption.
    const count = Math.max(found.length, await eraseAccounts(trx, localpart))
    const data = { redemptions: count }
    const event = { at: app.clock(), actor, kind: 'person.forgotten', subject: null, data } as const
    if (count > 0) await recordEvent(trx, event, app)
    return count
  })
}
