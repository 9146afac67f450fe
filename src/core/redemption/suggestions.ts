import type { NameAvailability } from '../../ports/homeserver.ts'
import type { FieldCode, FieldFault } from '../../shared/errors.ts'
import type { Context } from '../context.ts'
import { isAllowed } from './name-fault.ts'
import { nameRulesOf } from './name-rules.ts'

const wanted = 3

/** With these a similar name may be had. */
const helpsAnother: ReadonlySet<FieldCode> = new Set([
  'name_taken',
  'name_busy',
  'name_reserved',
  'name_invalid',
  'name_pattern',
  'name_too_short',
])

type App = Pick<Context, 'config' | 'homeserver' | 'serverName' | 'lookUps' | 'observe' | 'random'>

interface Asking {
  localpart: string
  visitor: string | null
  /** Whether names may be looked up, which tells as much as a name check. Called only if some would be. */
  mayLookUp: () => Promise<boolean>
}

/**
 * Names to take instead of a refused one, none of them known to be taken: the corrected name alone, if it
 * can be had, or up to three similar ones.
 */
export async function offerNames(
  app: App,
  { code, offer }: FieldFault,
  { localpart, visitor, mayLookUp }: Asking,
): Promise<string[]> {
  if (offer === undefined) {
    const helps = helpsAnother.has(code) && (await mayLookUp())
    return helps ? suggestNames(app, localpart, visitor) : []
  }
  if (!(await mayLookUp())) return [offer]
  const [known = 'unknown'] = (await app.lookUps.check(app.homeserver, [offer], visitor)) ?? []
  return mayBeHad(known) ? [offer] : suggestNames(app, offer, visitor)
}

function mayBeHad(known: NameAvailability | undefined): boolean {
  return known === 'free' || known === 'unknown'
}

/** Up to three similar names that are not known to be taken; none while look-ups are paused. */
async function suggestNames(
  app: App,
  localpart: string,
  visitor: string | null,
): Promise<string[]> {
  const { config, serverName } = app
  // A slow pattern was reported when the name itself was checked.
  const rules = nameRulesOf({ config, serverName })
  const fitting = candidates(localpart, rules.place, app.random).filter((name) =>
    isAllowed(rules, name),
  )
  if (fitting.length === 0) return []
  const known = await app.lookUps.check(app.homeserver, fitting, visitor)
  if (known === null) return []
  return fitting.filter((_, at) => mayBeHad(known[at])).slice(0, wanted)
}

function candidates(localpart: string, place: string, random: Context['random']): string[] {
  const [one = 0, two = 0, three = 0] = random(3)
  return [
    `${localpart}.${place}`,
    `${localpart}${10 + (one % 90)}`,
    `${localpart}-${10 + (two % 90)}`,
    `${localpart}.${100 + (three % 100)}`,
  ]
}
