import type { Actor } from '../../model/actor.ts'
import type { RequestState } from '../../model/request.ts'
import { Problem } from '../../shared/errors.ts'
import type { InviteRow } from '../../store/invite-row.ts'
import { findByRequest } from '../../store/invites.ts'
import { findMailAddresses } from '../../store/mail-addresses.ts'
import type { RequestRow } from '../../store/request-rows.ts'
import { findRules, listRequests } from '../../store/requests.ts'
import { listVouches } from '../../store/vouches.ts'
import type { App } from '../context.ts'
import { requirePermission, type Scope } from '../permissions.ts'
import { requestNamed } from './find.ts'

type Reading = Pick<App, 'db'>

/**
 * A request as the actor may see it. Who decides sees everything; who can only vouch (scope `own`) sees the
 * wished names of undecided ones, and whether they have vouched.
 */
export interface SeenRequest {
  row: RequestRow
  /** Matrix ids of those who vouch. */
  vouches: readonly string[]
}

export interface SeenDetails extends SeenRequest {
  /** The text of the rules that were agreed to. */
  rules: string | null
  invite: InviteRow | null
}

interface Page {
  state: RequestState | null
  after?: string | undefined
  limit: number
}

export async function seenRequests(
  { db }: Reading,
  { state, after, limit }: Page,
  actor: Actor,
): Promise<SeenRequest[]> {
  const scope = requirePermission(actor, 'requests:read')
  const rows = await listRequests(db, { state: scope === 'all' ? state : 'open', after, limit })
  return withVouches(db, rows, { scope, actor })
}

/** `name`: its id or number. Problem `request_unknown`. */
export async function seenRequest(app: Reading, name: string, actor: Actor): Promise<SeenDetails> {
  const scope = requirePermission(actor, 'requests:read')
  const row = await requestNamed(app, name)
  if (scope === 'own' && row.state !== 'open') throw new Problem('request_unknown')
  return detailsOf(app, row, { scope, actor })
}

/** A request with the rules and its invitation, as a scope of the actor shows it. */
export async function detailsOf(
  { db }: Reading,
  row: RequestRow,
  { scope, actor }: { scope: Scope; actor: Actor },
): Promise<SeenDetails> {
  const [seen = { row, vouches: [] }] = await withVouches(db, [row], { scope, actor })
  const { rules_hash: hash, id } = seen.row
  const rules = hash === null ? undefined : await findRules(db, hash)
  const invite = scope === 'all' ? await findByRequest(db, id) : undefined
  return { ...seen, rules: rules?.text ?? null, invite: invite ?? null }
}

async function withVouches(
  db: App['db'],
  rows: readonly RequestRow[],
  { scope, actor }: { scope: Scope; actor: Actor },
): Promise<SeenRequest[]> {
  const ids = rows.map(({ id }) => id)
  const mails = await findMailAddresses(
    db,
    rows.flatMap(({ mail_id: id }) => (id === null ? [] : [id])),
  )
  const vouches = Map.groupBy(await listVouches(db, ids), ({ request_id: id }) => id)
  return rows.map((row) => {
    const all = (vouches.get(row.id) ?? []).map(({ mxid }) => mxid)
    if (scope === 'all') {
      const address = mails.get(row.mail_id ?? '') ?? row.address
      return { row: { ...row, address }, vouches: all }
    }
    const hidden = { words: '', answers: '[]', address: '', rules_hash: null, sentence: '' }
    return { row: { ...row, ...hidden }, vouches: all.filter((mxid) => mxid === actor.id) }
  })
}
