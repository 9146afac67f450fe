import { z } from 'zod'
import { longestSentence } from '../../core/requests/decide.ts'
import { isLine } from '../../core/invites/check.ts'
import { requestStates } from '../../model/request.ts'
import { id } from './inputs.ts'

// The schemas of requests to join. Times are RFC 3339 in UTC; null means that it has not happened.

const time = z.string().meta({ format: 'date-time' })

const facts = {
  id,
  number: z.int().min(1).meta({ description: 'What people call it.' }),
  state: z.enum(requestStates).meta({ description: 'ended: nobody decided in time.' }),
  wished_name: z.string().meta({ description: 'Neither reserved nor certain.' }),
  words: z.string(),
  answers: z.array(z.strictObject({ question: z.string(), answer: z.string() })),
  address: z.string().meta({ description: 'A mail or Matrix address; empty: none was given.' }),
  language: z.string(),
  rules_version: z
    .string()
    .nullable()
    .meta({ description: 'SHA-256 of the rules that were agreed to; null: there were none.' }),
  vouched_by: z.array(z.string()).meta({ description: 'Members who know the applicant.' }),
  made_at: time,
  decided_at: time.nullable(),
  sentence: z.string().meta({ description: 'What the applicant was told.' }),
}

export const request = z.strictObject(facts).meta({
  description:
    'A request to join. Members see the wished names of undecided ones, and not what was written.',
})

export const requestWithRules = z
  .strictObject({
    ...facts,
    rules: z.string().nullable().meta({ description: 'The rules that were agreed to.' }),
    invite_id: id.nullable().meta({ description: 'The invitation of somebody who was let in.' }),
  })
  .meta({ description: 'A request to join, with the rules.' })

export const requestList = z.strictObject({
  requests: z.array(request),
  next: z
    .string()
    .nullable()
    .meta({ format: 'uri-reference', description: 'The next page; null on the last one.' }),
})

export const declinedList = z
  .strictObject({ declined: z.array(id) })
  .meta({ description: 'The requests that were declined.' })

const line = `A sentence is one line of at most ${longestSentence} characters.`
const sentence = z
  .string(line)
  .refine((text) => isLine(text, longestSentence), line)
  .meta({
    description: 'What the applicant is told.',
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$',
    maxLength: longestSentence,
    examples: ['Come in, Ana.'],
  })
  .optional()

export const approval = z
  .strictObject({
    profile: z
      .string('A profile is the name of one, or null.')
      .nullable()
      .optional()
      .meta({ description: 'Omitted: that of the configuration. null: the default one.' }),
    sentence,
  })
  .meta({ description: 'Both can be left out.', examples: [{ sentence: 'Come in, Ana.' }] })

export const refusal = z
  .strictObject({
    sentence,
    network: z
      .boolean('Either true or false.')
      .optional()
      .meta({ description: 'Declines all undecided requests of its network.' }),
  })
  .meta({ description: 'Both can be left out.', examples: [{ sentence: 'We are full.' }] })

export const knowing = z
  .strictObject({
    knows: z
      .boolean('Either true or false.')
      .default(true)
      .meta({ description: 'false takes it back.' }),
  })
  .meta({ description: 'Whether you know them.', examples: [{ knows: true }] })
