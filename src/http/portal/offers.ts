import { readName } from '../../core/redemption/name-rules.ts'
import { offerNames } from '../../core/redemption/suggestions.ts'
import type { FieldProblem } from '../../shared/errors.ts'
import { takesPoint } from '../kit/limits.ts'
import type { Portal } from './portal.ts'

interface Refused {
  name: string
  problems: readonly FieldProblem[]
  visitor: string | null
  network: string
}

/** What the form comes back with: the corrected name in its field, or the name as typed and others to pick. */
export async function offersFor(
  { app, limits }: Pick<Portal, 'app' | 'limits'>,
  { name, problems, visitor, network }: Refused,
): Promise<{ name: string; suggestions: readonly string[] }> {
  const fault = problems.find(({ field }) => field === 'name')
  if (!fault) return { name, suggestions: [] }
  // Being told that a name is taken was counted before.
  const isCounted = fault.code === 'name_taken'
  const names = await offerNames(app, fault, {
    localpart: readName(name, app.serverName()),
    visitor,
    // Without a point left nothing is looked up.
    mayLookUp: async () => isCounted || takesPoint(limits.nameChecks, network),
  })
  const [first] = names
  const isCorrected = first !== undefined && first === fault.offer
  return isCorrected ? { name: first, suggestions: [] } : { name, suggestions: names }
}
