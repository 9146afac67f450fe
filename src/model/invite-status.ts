/** The states of an invitation: computed (core/invites/invite.ts), never stored. */
export const inviteStatuses = [
  'scheduled',
  'active',
  'used_up',
  'expired',
  'paused',
  'revoked',
] as const
export type InviteStatus = (typeof inviteStatuses)[number]
