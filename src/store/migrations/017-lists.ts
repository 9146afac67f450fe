import { invitePhaseStatus } from '../invite-phase.ts'
import type { Statement } from './list.ts'

/**
 * Lists that are as fast among a million rows as among a hundred. `phase`: what the clock says of an
 * invitation, kept by a job, so that its state is an index. Prefixes need an order by code point, which
 * is SQLite's own and PostgreSQL's "C".
 */
export const statements: Statement[] = [
  'alter table invites add column phase integer not null default 1',
  'alter table invites add column phase_until bigint default 0',
  'create index invites_of_phase on invites (phase_until) where phase_until is not null',
  `create index invites_of_status on invites ((${invitePhaseStatus}), id) where deleted_at is null`,
  {
    sqlite: `create index invites_of_label on invites (lower(label), id)
      where deleted_at is null and label <> ''`,
    postgres: `create index invites_of_label on invites ((lower(label) collate "C"), id)
      where deleted_at is null and label <> ''`,
  },
  'drop index accounts_of_name',
  { postgres: 'alter table accounts alter column localpart type text collate "C"' },
  'create index accounts_of_name on accounts (localpart, redemption_id)',
  'create index accounts_of_inviter on accounts (invited_by, redemption_id)',
  'create index events_of_actor on events (actor_id, id) where actor_id is not null',
]
