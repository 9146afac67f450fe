import { z } from 'zod'
import { findingCodes, severities } from '../../shared/finding.ts'
import { type InviteResource, type ShownKind, shownFields } from '../../core/invites/fields.ts'
import { inviteStatuses } from '../../model/invite-status.ts'
import { id } from './inputs.ts'

// What answers say: times in UTC as RFC 3339 has them, null for what has not happened.

const time = z.string().meta({ format: 'date-time' })
const count = z.int().min(0)
const userId = z.string().meta({ description: 'A Matrix address.', examples: ['@ana:example.org'] })

const kinds: Record<ShownKind, z.ZodType> = {
  id,
  text: z.string(),
  link: z.string().meta({ format: 'uri' }),
  status: z.enum(inviteStatuses),
  count,
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
        'undecided: so much time has passed that the homeserver can no longer make the account, and it could not be found out whether it did.',
    }),
    held_at: time.meta({ description: 'When the place was taken.' }),
    asked_at: time.nullable().meta({ description: 'When the homeserver was last asked for it.' }),
    ended_at: time.nullable(),
  })
  .meta({ description: 'One attempt of one person to make an account.' })

export const inviteDetails = z
  .strictObject({
    ...facts,
    joined: z
      .array(z.strictObject({ user_id: userId.nullable(), at: time }))
      .meta({ description: 'Who joined, in order of time: the first 1,000. null: was forgotten.' }),
    open: z.array(redemption).meta({ description: 'Attempts that have no end yet.' }),
  })
  .meta({ description: 'An invitation and what became of it.' })

const next = z
  .string()
  .nullable()
  .meta({ format: 'uri-reference', description: 'The next page; null on the last one.' })

export const inviteList = z.strictObject({ invites: z.array(invite), next })
export const redemptionList = z.strictObject({ redemptions: z.array(redemption), next })

export const report = z
  .strictObject({
    errors: count,
    warnings: count,
    notices: count,
    findings: z.array(
      z.strictObject({
        code: z.enum(findingCodes).meta({ description: 'What was looked at.' }),
        severity: z.enum(severities).meta({
          description: 'error: people are kept out, or let in without an invitation.',
        }),
        sentence: z.string().meta({ description: 'What it is like.' }),
        advice: z.string().nullable().meta({ description: 'What to do; null where it is fine.' }),
        more: z.string().meta({ description: 'Where the documentation explains it.' }),
      }),
    ),
  })
  .meta({ description: 'What the doctor found.' })

/** An answer that is no success (RFC 9457). */
export const problem = z
  .strictObject({
    type: z.string().meta({ format: 'uri-reference', description: 'Where it is explained.' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    code: z.string().meta({ description: 'What to look at in a program.' }),
    detail: z.string().optional().meta({ description: 'What exactly it is this time.' }),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().optional().meta({ description: 'Where in the body.' }),
          parameter: z.string().optional().meta({ description: 'Which query parameter.' }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ description: 'Why a request was refused.' })
