// Bundled together: the commands about invitations need the same modules, and each is small.
export { invite } from './invite.ts'
export {
  invitesDelete,
  invitesPause,
  invitesResume,
  invitesRevoke,
  invitesUndo,
} from './invites-act.ts'
export { invitesChange } from './invites-change.ts'
export { invitesList } from './invites-list.ts'
export { invitesShow } from './invites-show.ts'
export { redemptionsList } from './redemptions-list.ts'
export { redemptionsResolve } from './redemptions-resolve.ts'
