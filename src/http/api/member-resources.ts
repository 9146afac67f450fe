import { z } from 'zod'
import { roles } from '../../core/members/name-role.ts'
import { grantable } from '../../core/members/tokens.ts'
import { mostAllowed } from '../../core/members/set-allowance.ts'
import { isLine } from '../../core/invites/check.ts'
import { isMatrixId } from '../../shared/matrix-id.ts'
import { id } from './inputs.ts'
import { lengthPattern } from './moment-pattern.ts'

// The schemas of members, allowances and tokens.

// The pattern is for those who read the OpenAPI document.
const idSentence = 'A Matrix id is @ana:example.org.'
export const mxid = z
  .string(idSentence)
  .max(255, idSentence)
  .refine(isMatrixId, idSentence)
  .meta({
    description: 'A Matrix id.',
    pattern: '^@[!-9;-~]+:[A-Za-z0-9_.-]+(:[0-9]{1,5})?$',
    examples: ['@ana:example.org'],
  })

const time = z.string().meta({ format: 'date-time' })
const userId = z.string().meta({ description: 'A Matrix id.', examples: ['@ana:example.org'] })
const next = z
  .string()
  .nullable()
  .meta({ format: 'uri-reference', description: 'The next page; null on the last one.' })

export const member = z
  .strictObject({
    user_id: userId,
    role: z.enum(['operator', 'moderator', 'member']),
    role_source: z.enum(['file', 'named', 'homeserver', 'room', 'default']).meta({
      description:
        'file: console.operators. named: an operator gave it. homeserver, room: told at the last sign-in.',
    }),
    standing: z.enum(['good', 'suspended', 'locked', 'deactivated']),
    first_seen_at: time,
    signed_in_at: time.nullable(),
  })
  .meta({ description: 'Somebody who has signed in or got a role.' })

export const memberList = z.strictObject({ members: z.array(member), next })

export const newRole = z
  .strictObject({
    role: z
      .enum([...roles, 'default'], `A role is one of ${roles.join(', ')}, default.`)
      .meta({ description: 'default: what the homeserver says.' }),
  })
  .meta({ description: 'The role to give.', examples: [{ role: 'moderator' }] })

function count(most: number, least = 1) {
  const sentence = `A whole number from ${least} to ${most}.`
  return z.int(sentence).min(least, sentence).max(most, sentence)
}

const lengthSentence = 'A duration of a year at most, such as 7d, 48h or P7D.'
const duration = z.string(lengthSentence).regex(lengthPattern, lengthSentence)
const nameSentence = 'A name is one line of 1 to 100 characters.'
const line = { pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$', minLength: 1, maxLength: 100 }
const name = z
  .string(nameSentence)
  .refine((text) => text !== '' && isLine(text, 100), nameSentence)
  .meta(line)

const terms = {
  per_month: count(mostAllowed.perMonth).meta({ description: 'Invitations in 30 days.' }),
  uses: count(mostAllowed.uses).meta({ description: 'How many people can join with one.' }),
  expires: duration.meta({ description: 'How long one is open.', examples: ['7d'] }),
  profile: z.string().nullable().meta({ description: 'What those who join get.' }),
  min_days: count(mostAllowed.days, 0).meta({ description: 'Days since joining.' }),
}

export const newAllowance = z
  .strictObject({
    per_month: terms.per_month,
    uses: terms.uses.optional(),
    expires: terms.expires.optional(),
    profile: name.nullable().optional().meta({ description: 'What those who join get.' }),
    min_days: terms.min_days.optional(),
  })
  .meta({ description: 'Omitted fields get their default.', examples: [{ per_month: 3 }] })

export const allowance = z
  .strictObject({
    allowance: z
      .strictObject(terms)
      .nullable()
      .meta({ description: 'null: members invite nobody.' }),
    left: z.int().min(0).nullable().meta({
      description: 'How many the owner of the token can make now; null without a person.',
    }),
    next_at: time
      .nullable()
      .meta({ description: 'When one more can be made; null: now, or never.' }),
  })
  .meta({ description: 'What each member may invite.' })

const permission = z.enum(grantable, 'No token can have this permission.')

export const newToken = z
  .strictObject({
    name,
    permissions: z
      .array(permission)
      .min(1, 'Give at least one permission.')
      .max(grantable.length)
      .optional()
      .meta({ description: 'What it may do; by default create and read invitations.' }),
    expires: duration.optional().meta({
      description: 'How long it can be used: 90 days by default, 365 at most.',
    }),
    user_id: mxid.optional().meta({ description: 'Whose it is: needed with the admin secret.' }),
  })
  .meta({ examples: [{ name: 'bot', user_id: '@ana:example.org' }] })

const token = {
  id,
  user_id: userId,
  name: z.string(),
  permissions: z.array(z.string()),
  made_at: time,
  expires_at: time,
  last_used_at: time.nullable().meta({ description: 'To the minute.' }),
}

export const tokenList = z.strictObject({ tokens: z.array(z.strictObject(token)) })
export const madeToken = z
  .strictObject({
    ...token,
    token: z.string().meta({ description: 'The secret. It is shown only now.' }),
  })
  .meta({ description: 'A new token.' })
