import { invitedReasons, invitedStates } from '../../model/invited-account.ts'
import { z } from 'zod'
import { findingCodes, severities } from '../../shared/finding.ts'
import { type InviteResource, type ShownKind, shownFields } from '../../core/invites/fields.ts'
import { profileDocument } from '../../core/profiles/document.ts'
import { inviteStatuses } from '../../model/invite-status.ts'
import { id } from './inputs.ts'

// The schemas of responses. Times are RFC 3339 in UTC; null means that it has not happened.

export const time = z.string().meta({ format: 'date-time' })
const count = z.int().min(0)
export const userId = z
  .string()
  .meta({ description: 'A Matrix address.', examples: ['@ana:example.org'] })

const kinds: Record<ShownKind, z.ZodType> = {
  id,
  text: z.string(),
  textOrNull: z.string().nullable(),
  linkOrNull: z.string().meta({ format: 'uri' }).nullable(),
  status: z.enum(inviteStatuses),
  count,
  countOrNull: z.int().min(0).nullable(),
  uses: z.int().min(1).nullable(),
  time,
  timeOrNull: time.nullable(),
}

const facts = Object.fromEntries(
  Object.entries(shownFields).map(([name, field]) => {
    const schema = kinds[field.kind]
    return [name, 'about' in field ? schema.meta(field.about) : schema]
  }),
) as { [Name in keyof InviteResource]: z.ZodType<InviteResource[Name]> }

export const invite = z.strictObject(facts).meta({ description: 'An invitation.' })

export const redemption = z
  .strictObject({
    id,
    invite_id: id,
    user_id: userId,
    state: z.enum(['in_progress', 'undecided', 'created', 'refused', 'absent']).meta({
      description:
        'undecided: the homeserver can no longer create the account, and it could not be found out whether it did.',
    }),
    held_at: time.meta({ description: 'When the place was taken.' }),
    asked_at: time
      .nullable()
      .meta({ description: 'When the account was last requested from the homeserver.' }),
    ended_at: time.nullable(),
  })
  .meta({ description: 'One attempt of one person to create an account.' })

export const introductionStep = z
  .strictObject({
    what: z.enum(['name', 'room', 'direct_room', 'mail']),
    room: z.string().nullable().meta({ description: 'The address of the room.' }),
    state: z.enum(['done', 'waiting', 'left']).meta({
      description: 'left: nobody but the newcomer can do it any more.',
    }),
    cause: z.string().nullable().meta({
      description: 'What the homeserver said at the last failure; null if nothing failed.',
    }),
  })
  .meta({ description: 'What is done for a newcomer: a step.' })

export const inviteDetails = z
  .strictObject({
    ...facts,
    joined: z
      .array(
        z.strictObject({
          user_id: userId.nullable(),
          name_known: z.literal(false).optional().meta({
            description: 'Present if another name was chosen in the homeserver’s own form.',
          }),
          at: time,
          introduction: z.array(introductionStep),
        }),
      )
      .meta({
        description:
          'Who joined, oldest first; at most 1,000. null: the name was erased or is not known.',
      }),
    open: z.array(redemption).meta({ description: 'Open attempts.' }),
  })
  .meta({ description: 'An invitation, its people and its history.' })

export const next = z
  .string()
  .nullable()
  .meta({ format: 'uri-reference', description: 'The next page; null on the last one.' })

export const inviteList = z.strictObject({ invites: z.array(invite), next })
export const redemptionList = z.strictObject({ redemptions: z.array(redemption), next })

export const guest = z
  .strictObject({
    id,
    user_id: userId,
    state: z.enum(['active', 'suspended']),
    made_at: time,
    ends_at: time.nullable().meta({ description: 'null: it has no end any more.' }),
    invited_by: z.string(),
  })
  .meta({ description: 'An account with an end.' })
export const wayBackLink = z
  .strictObject({
    link: z.string().meta({ format: 'uri', description: 'Shown only now.' }),
    expires_at: time,
  })
  .meta({ description: 'A link to somebody’s own page.' })

export const guestList = z.strictObject({ guests: z.array(guest) })

export const invitedAccount = z
  .strictObject({
    id,
    invite_id: id,
    user_id: userId.nullable().meta({ description: 'null: it was erased.' }),
    state: z.enum(invitedStates),
    reason: z
      .enum(invitedReasons)
      .nullable()
      .meta({ description: 'Why they were not invited, or not yet, or needed no invitation.' }),
    cause: z.string().nullable().meta({ description: 'What the homeserver said.' }),
    invited_by: z.string(),
    asked_at: time.meta({ description: 'When they gave their address.' }),
    invited_at: time.nullable(),
    ended_at: time.nullable(),
  })
  .meta({ description: 'Somebody who came with a Matrix account that they have.' })
export const invitedList = z.strictObject({ invited: z.array(invitedAccount) })

export const profile = profileDocument.meta({ description: 'What newcomers get.' })
export const profileList = z.strictObject({ profiles: z.array(profile) })

export const report = z
  .strictObject({
    errors: count,
    warnings: count,
    notices: count,
    findings: z.array(
      z.strictObject({
        code: z.enum(findingCodes).meta({ description: 'What was checked.' }),
        severity: z.enum(severities).meta({
          description: 'error: people are kept out, or let in without an invitation.',
        }),
        sentence: z.string().meta({ description: 'What was found.' }),
        advice: z.string().nullable().meta({ description: 'What to do; null if it is fine.' }),
        more: z.string().meta({ description: 'Where the documentation explains it.' }),
      }),
    ),
  })
  .meta({ description: 'What the doctor found.' })

/** A problem response (RFC 9457). */
export const problem = z
  .strictObject({
    type: z.string().meta({ format: 'uri-reference', description: 'Where it is explained.' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    code: z.string().meta({ description: 'The code for programs.' }),
    detail: z.string().optional().meta({ description: 'The exact cause of this occurrence.' }),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().optional().meta({ description: 'Position in the body.' }),
          parameter: z.string().optional().meta({ description: 'Name of the query parameter.' }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ description: 'Why a request was refused.' })
