import type { Config } from '../../model/config.ts'
import type { Role, RoleSource } from '../../model/member.ts'
import type { MemberRow } from '../../store/console-rows.ts'

/**
 * Somebody's role and what gives it to them: the configuration first, then what an operator said, then
 * what the homeserver told at the last sign-in.
 */
export function roleOf(
  { config }: { config: { console: Pick<Config['console'], 'operators'> } },
  mxid: string,
  member: Pick<MemberRow, 'named_role' | 'seen_role'> | null | undefined,
): { role: Role; source: RoleSource } {
  if (config.console.operators.includes(mxid)) return { role: 'operator', source: 'file' }
  if (member?.named_role) return { role: member.named_role, source: 'named' }
  if (member?.seen_role === 'operator') return { role: 'operator', source: 'homeserver' }
  if (member?.seen_role === 'moderator') return { role: 'moderator', source: 'room' }
  return { role: 'member', source: 'default' }
}
