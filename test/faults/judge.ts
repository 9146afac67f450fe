import { resolveRedemption } from '../../src/core/settle.ts'
import { findById } from '../../src/store/invites.ts'
import { listOpen, type Redemption } from '../../src/store/redemptions.ts'
import { ownersAmong } from './accounts.ts'
import type { Newcomer } from './people.ts'
import type { Played } from './play.ts'
import type { World } from './world.ts'

/** What of the promise a history has broken: a sentence each. Measured at the homeserver. */
export async function judge(world: World, played: Played): Promise<string[]> {
  const owners = await ownersAmong(played.newcomers)
  const open = (
    await listOpen(world.operator.db, { until: Number.MAX_SAFE_INTEGER, limit: 1000 })
  ).filter(({ invite_id }) => played.invites.some(({ id }) => id === invite_id))
  const problems = played.newcomers.flatMap((one) => ofPerson(played, one, { owners, open }))
  for (const index of played.invites.keys()) {
    problems.push(...(await ofInvite(world, played, index, { owners, open })))
  }
  return problems
}

interface Facts {
  owners: Set<Newcomer>
  open: Redemption[]
}

function ofPerson({ closed, early }: Played, one: Newcomer, { owners, open }: Facts): string[] {
  const { person, name, endings, pairs, invite } = one
  const owns = owners.has(one)
  const told = `${name} was told ${endings.join(', ')}`
  const undecided = open.some(({ localpart }) => localpart === name)
  const rules: [broken: boolean, sentence: string][] = [
    [endings.includes('failed'), `${told}: the portal failed`],
    [endings.includes('welcome') && !owns, `${told}, and has no account`],
    [owns && person.returns && !endings.includes('welcome') && !undecided, `${told}, and has one`],
    [pairs.some(contradicts), `${told} at two presses of one button`],
    [closed.has(invite) && owns && !early.has(one), `${told} after the invitation was closed`],
  ]
  return rules.filter(([broken]) => broken).map(([, sentence]) => sentence)
}

/** One press was welcomed, and the other was refused as if by a stranger. */
function contradicts(pair: string[]): boolean {
  return pair.includes('welcome') && (pair.includes('refused') || pair.includes('closed'))
}

async function ofInvite(
  { operator }: World,
  { invites, newcomers }: Played,
  index: number,
  { owners, open }: Facts,
): Promise<string[]> {
  const id = String(invites[index]?.id)
  const made = newcomers.filter((one) => one.invite === index && owners.has(one))
  const undecided = open.filter(({ invite_id }) => invite_id === id)
  const before = await findById(operator.db, id)
  for (const { id: redemption, localpart } of undecided) {
    const outcome = made.some(({ name }) => name === localpart) ? 'created' : 'absent'
    await resolveRedemption(operator, redemption, outcome, 'command line')
  }
  const after = await findById(operator.db, id)
  if (!before || !after) return [`invitation ${index} is gone`]
  const counts = `invitation ${index}: ${made.length} accounts, ${after.used} used, ${after.held} held`
  const rules: [broken: boolean, sentence: string][] = [
    [after.max_uses !== null && made.length > after.max_uses, `${counts} of ${after.max_uses}`],
    [before.held !== undecided.length, `${counts}: ${undecided.length} shown, ${before.held} held`],
    [undecided.some(({ known_free }) => known_free === 1), `${counts}: undecided without need`],
    [after.used !== made.length || after.held !== 0, counts],
  ]
  return rules.filter(([broken]) => broken).map(([, sentence]) => sentence)
}
