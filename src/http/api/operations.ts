import { allowanceOperations } from './allowance-operations.ts'
import { doctorOperations } from './doctor-operation.ts'
import { guestOperations } from './guest-operations.ts'
import { invitedOperations } from './invited-operations.ts'
import { inviteActs } from './invite-acts.ts'
import { inviteOperations } from './invite-operations.ts'
import { mailOperations } from './mail-operations.ts'
import { mailTextOperations } from './mail-text-operations.ts'
import { memberOperations } from './member-operations.ts'
import type { Operation } from './operation.ts'
import { peopleOperations } from './people-operations.ts'
import { profileOperations } from './profile-operations.ts'
import { redemptionOperations } from './redemption-operations.ts'
import { requestOperations } from './request-operations.ts'
import { tokenOperations } from './token-operations.ts'
import { webhookOperations } from './webhook-operations.ts'

/** All operations of the API. Routes, validation and description follow from this table. */
export const operations: Operation[] = [
  ...inviteOperations,
  ...inviteActs,
  ...profileOperations,
  ...memberOperations,
  ...allowanceOperations,
  ...tokenOperations,
  ...peopleOperations,
  ...guestOperations,
  ...invitedOperations,
  ...requestOperations,
  ...mailOperations,
  ...mailTextOperations,
  ...redemptionOperations,
  ...webhookOperations,
  ...doctorOperations,
]
