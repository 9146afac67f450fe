import { z } from 'zod'
import { findingCodes, severities } from '../../shared/finding.ts'
import { inviteStatuses } from '../../core/invites/invite.ts'
import { id } from './inputs.ts'

// What answers say: times in UTC as RFC 3339 has them, null for what has not happened.

const time = z.string().meta({ format: 'date-time' })
const count = z.int().min(0)
const userId = z.string().meta({ description: 'A Matrix address.', examples: ['@ana:example.org'] })

const facts = {
  id,
  code: z.string(),
  link: z.string().meta({ format: 'uri', description: 'What you send to people.' }),
  label: z.string(),
  status: z.enum(inviteStatuses),
  uses: z.int().min(1).nullable().meta({ description: 'null: as many as want.' }),
  used: count.meta({ description: 'People who joined.' }),
  held: count.meta({ description: 'Places of people who are joining, or whose end is undecided.' }),
  opens_at: time.nullable(),
  expires_at: time.nullable(),
  paused_at: time.nullable(),
  revoked_at: time.nullable(),
  created_at: time,
  created_by: z.string().meta({ description: 'The door it was made by.', examples: ['api'] }),
  last_used_at: time.nullable(),
}

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

export type InviteResource = z.output<typeof invite>
export type RedemptionResource = z.output<typeof redemption>
