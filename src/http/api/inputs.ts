import { z } from 'zod'
import { idPattern } from '../../shared/ids.ts'
import { inviteStatuses, isLabel, LARGEST_COUNT } from '../../core/invites/invite.ts'
import { momentPattern } from './moment-pattern.ts'

// What requests may say. The messages are what a client is told when it says something else.

const idSentence = 'An identifier is one that this API gave: 26 letters and digits, or 16.'
export const id = z.string(idSentence).regex(idPattern, idSentence)
export const inviteParams = z.strictObject({ id })

const usesSentence = `Uses are a whole number from 1 to ${LARGEST_COUNT}, or null for unlimited.`
const uses = z
  .int(usesSentence)
  .min(1, usesSentence)
  .max(LARGEST_COUNT, usesSentence)
  .nullable()
  .meta({ description: 'How many people can join; null for as many as want.', examples: [5] })

const labelSentence = 'A label is one line of at most 200 characters.'
export const label = z
  .string(labelSentence)
  .refine(isLabel, labelSentence)
  .meta({
    description: 'For whom the invitation is; only operators see it.',
    examples: ['Choir'],
    // `isLabel` for those who read the OpenAPI document.
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$',
    maxLength: 200,
  })

const momentSentence =
  'A moment is a date (2026-12-31), a date with a time (2026-12-31T18:00:00Z), a time from now (48h, P2D), or never.'
const moment = z.string(momentSentence).regex(momentPattern, momentSentence)

const codeSentence = 'A code has 1 to 64 of the characters A-Z a-z 0-9 . _ ~ and -.'
const code = z.string(codeSentence).regex(/^[A-Za-z0-9._~-]{1,64}$/, codeSentence)

const allowance = {
  uses: uses.optional(),
  expires: moment.optional().meta({
    description: `When the invitation ends. ${momentSentence} A date alone means the end of that day.`,
    examples: ['48h'],
  }),
  opens: moment.optional().meta({
    description: `When the invitation opens; never means that it needs no opening. ${momentSentence}`,
    examples: ['2h'],
  }),
  label: label.optional(),
}

export const newInvite = z
  .strictObject({
    ...allowance,
    code: code.optional().meta({
      description: 'A code of your own, instead of one that nobody can guess.',
      examples: ['summer-party'],
    }),
    words: z
      .boolean('Either true or false.')
      .optional()
      .meta({
        description: 'Makes a code of five English words, to be said on the telephone.',
        examples: [true],
      }),
  })
  .meta({
    description: 'What is left out is as in the configuration.',
    examples: [{ uses: 5, expires: '48h', label: 'Choir' }],
  })

export const inviteChange = z
  .strictObject(allowance)
  .refine((change) => Object.keys(change).length > 0, 'There is nothing to change.')
  .meta({
    description: 'What is left out stays as it is.',
    examples: [{ expires: 'P7D' }],
    minProperties: 1,
  })

export const status = z
  .enum(inviteStatuses, `A status is one of ${inviteStatuses.join(', ')}.`)
  .meta({ description: 'Only invitations in this state.' })

const limitSentence = 'A limit is a whole number from 1 to 200.'
export const limit = z.coerce
  .number(limitSentence)
  .int(limitSentence)
  .min(1, limitSentence)
  .max(200, limitSentence)
  .default(50)
  .meta({ description: 'How many at most.' })

export const resolution = z
  .strictObject({
    outcome: z.enum(['created', 'absent'], 'An outcome is created or absent.').meta({
      description:
        'created: the account exists and was made with this invitation, so the use counts. absent: it does not exist, so the use comes back.',
    }),
  })
  .meta({ description: 'What you found out.', examples: [{ outcome: 'absent' }] })
