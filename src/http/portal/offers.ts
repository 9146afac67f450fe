import { readName } from '../../core/redemption/name-rules.ts'
import { offerNames } from '../../core/redemption/suggestions.ts'
import { type FieldProblem, Problem } from '../../shared/errors.ts'
import type { Limit } from '../kit/limits.ts'
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
    mayLookUp: async () => isCounted || spendOne(limits.nameChecks, network),
  })
  const [first] = names
  const isCorrected = first !== undefined && first === fault.offer
  return isCorrected ? { name: first, suggestions: [] } : { name, suggestions: names }
}

/** Whether a point was left. A mistake is never refused: without one, nothing is looked up. */
async function spendOne(limit: Limit, network: string): Promise<boolean> {
  try {
    await limit.spend(network)
    return true
  } catch (error) {
    if (error instanceof Problem && error.code === 'too_many_requests') return false
    throw error
  }
}
