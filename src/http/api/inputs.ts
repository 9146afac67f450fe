import { z } from 'zod'
import { idPattern } from '../../shared/ids.ts'
import { isLine, lineSentence, namePattern, nameSentence } from '../../core/invites/check.ts'
import {
  type FieldName,
  type SettableField,
  settableFields,
  timeSentence,
} from '../../core/invites/fields.ts'
import { LARGEST_COUNT } from '../../core/invites/invite.ts'
import { inviteStatuses } from '../../model/invite-status.ts'
import { mailAddressPattern } from '../../shared/mail-address.ts'
import { momentPattern } from './moment-pattern.ts'

// The input schemas. Their messages are sent to the client if the input doesn't match.

const idSentence = 'An identifier is one returned by this API: 26 letters and digits, or 16.'
export const id = z.string(idSentence).regex(idPattern, idSentence)
export const inviteParams = z.strictObject({ id })

const usesSentence = `Uses are a whole number from 1 to ${LARGEST_COUNT}, or null for unlimited.`

/** The schema of a field: times as text, everything else as in the core. */
function schemaOf(field: SettableField): z.ZodType<string | number | null | undefined> {
  const { description, examples } = field
  const about = { description, examples: [...examples] }
  switch (field.kind) {
    case 'uses': {
      const count = z.int(usesSentence).min(1, usesSentence).max(LARGEST_COUNT, usesSentence)
      return count.nullable().meta(about).optional()
    }
    case 'start':
    case 'end':
      return z.string(timeSentence).regex(momentPattern, timeSentence).optional().meta(about)
    case 'profile': {
      const sentence = 'A profile is the name of one, or null.'
      return z.string(sentence).nullable().meta(about).optional()
    }
    case 'name': {
      const schema = z.string(nameSentence).regex(namePattern, nameSentence)
      return schema.nullable().meta(about).optional()
    }
    case 'line': {
      const sentence = lineSentence(field)
      const { maxLength } = field
      // `isLine` for those who read the OpenAPI document.
      const line = { pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$', maxLength }
      const schema = z.string(sentence).refine((text) => isLine(text, maxLength), sentence)
      return schema.meta({ ...about, ...line }).optional()
    }
  }
}

const fields = Object.fromEntries(
  Object.values(settableFields).map((field) => [field.name, schemaOf(field)]),
) as Record<FieldName, ReturnType<typeof schemaOf>>

/** A part of a label, in a query. */
export const labelPart = schemaOf(settableFields.label) as z.ZodType<string | undefined>

const codeSentence = 'A code has 1 to 64 of the characters A-Z a-z 0-9 . _ ~ and -.'
const code = z.string(codeSentence).regex(/^[A-Za-z0-9._~-]{1,64}$/, codeSentence)

const addressSentence = 'A mail address is one like ana@example.org, its domain in ASCII.'
export const address = z
  .string(addressSentence)
  .max(254, addressSentence)
  .regex(mailAddressPattern, addressSentence)
  .meta({ examples: ['ana@example.org'] })

const languageSentence = 'A language is a tag such as de or pt-BR.'
const language = z
  .string(languageSentence)
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/, languageSentence)
  .optional()
  .meta({ description: 'The language of the mail.', examples: ['de'] })

export const newInvite = z
  .strictObject({
    ...fields,
    code: code.optional().meta({
      description: 'Your own code, instead of a generated one that nobody can guess.',
      examples: ['summer-party'],
    }),
    words: z
      .boolean('Either true or false.')
      .optional()
      .meta({
        description: 'Generates a code of five English words that can be read aloud.',
        examples: [true],
      }),
    mail: address.optional().meta({
      description: 'Sends the link to this address. The invitation is then for one person.',
    }),
    language,
  })
  .meta({
    description: 'Omitted fields default to the configuration.',
    examples: [{ uses: 5, expires: '48h', label: 'Choir' }],
  })

export const inviteChange = z
  .strictObject(fields)
  .refine((change) => Object.keys(change).length > 0, 'No change is given.')
  .meta({
    description: 'Omitted fields stay unchanged.',
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
        'created: the account exists and was created with this invitation, so the use counts. absent: it does not exist, so the place is released.',
    }),
  })
  .meta({ description: 'What you found out.', examples: [{ outcome: 'absent' }] })

export const newEnd = z
  .strictObject({
    until: z
      .string(timeSentence)
      .regex(momentPattern, timeSentence)
      .meta({ description: `The new end. ${timeSentence}`, examples: ['P30D'] }),
  })
  .meta({ description: 'When the account ends.', examples: [{ until: 'P30D' }] })

/** The path of somebody who joined. */
export const named = z.strictObject({
  person: z
    .string()
    .min(1)
    .max(255)
    .meta({ description: 'A Matrix address, or the part before the colon.' }),
})
