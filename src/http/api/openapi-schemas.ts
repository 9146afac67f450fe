import { z } from 'zod'
import { profileFields } from '../../core/profiles/document.ts'
import { inviteChange, newEnd, newInvite, resolution } from './inputs.ts'
import { mail, mailList, mailText, mailTextList, newTest, sendResult } from './mail-schemas.ts'
import {
  allowance,
  madeToken,
  member,
  memberList,
  newAllowance,
  newRole,
  newToken,
  tokenList,
} from './member-resources.ts'
import { personDetails, personList } from './people-resources.ts'
import {
  approval,
  declinedList,
  knowing,
  refusal,
  request,
  requestList,
  requestWithRules,
} from './request-resources.ts'
import {
  guest,
  guestList,
  invite,
  inviteDetails,
  invitedAccount,
  invitedList,
  inviteList,
  problem,
  profile,
  profileList,
  report,
  redemption,
  redemptionList,
  wayBackLink,
} from './resources.ts'
import { deliveryList, resumed, webhookList, webhookTest } from './webhook-resources.ts'

/** The part of JSON Schema 2020-12 that the document uses. */
export type JsonSchema = z.core.JSONSchema.BaseSchema

/** The named schemas of the document. */
const named = {
  NewInvite: newInvite,
  InviteChange: inviteChange,
  Resolution: resolution,
  Invite: invite,
  InviteDetails: inviteDetails,
  InviteList: inviteList,
  Redemption: redemption,
  RedemptionList: redemptionList,
  NewEnd: newEnd,
  Guest: guest,
  GuestList: guestList,
  WayBack: wayBackLink,
  PersonDetails: personDetails,
  PersonList: personList,
  InvitedAccount: invitedAccount,
  InvitedList: invitedList,
  JoinRequest: request,
  JoinRequestDetails: requestWithRules,
  JoinRequestList: requestList,
  Approval: approval,
  Refusal: refusal,
  Declined: declinedList,
  Vouch: knowing,
  NewProfile: profileFields,
  Profile: profile,
  ProfileList: profileList,
  Member: member,
  MemberList: memberList,
  NewRole: newRole,
  NewAllowance: newAllowance,
  Allowance: allowance,
  NewToken: newToken,
  MadeToken: madeToken,
  TokenList: tokenList,
  WebhookList: webhookList,
  WebhookTest: webhookTest,
  Resumed: resumed,
  DeliveryList: deliveryList,
  Mail: mail,
  MailList: mailList,
  NewTestMail: newTest,
  SentTest: sendResult,
  MailText: mailText,
  MailTextList: mailTextList,
  Report: report,
  Problem: problem,
}

const place = (name: string) => `#/components/schemas/${name}`

/** The `$ref` to a named schema. */
export function reference(schema: z.ZodType): JsonSchema {
  const found = Object.entries(named).find(([, it]) => it === schema)
  if (!found) throw new Error('A schema of the API has no name')
  return { $ref: place(found[0]) }
}

export function componentSchemas(): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>()
  for (const [name, schema] of Object.entries(named)) registry.add(schema, { id: name })
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: place })
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, bare(schema)]))
}

/** A schema without keywords that only a standalone document needs. */
export function bare(schema: JsonSchema): JsonSchema {
  const { $schema: _schema, $id: _id, ...rest } = schema
  return rest
}
