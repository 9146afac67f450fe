import { doctorOperations } from './doctor-operation.ts'
import { inviteActs } from './invite-acts.ts'
import { inviteOperations } from './invite-operations.ts'
import type { Operation } from './operation.ts'
import { redemptionOperations } from './redemption-operations.ts'

/** Everything the API can do. Its routes, its checks and its description are made from this table. */
export const operations: Operation[] = [
  ...inviteOperations,
  ...inviteActs,
  ...redemptionOperations,
  ...doctorOperations,
]
