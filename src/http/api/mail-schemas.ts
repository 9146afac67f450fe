import { z } from 'zod'
import { deliveryStates, mailKinds, mailReasons } from '../../model/mail.ts'
import { address, id } from './inputs.ts'

const time = z.string().meta({ format: 'date-time' })
const reason = z
  .enum(mailReasons)
  .nullable()
  .meta({ description: 'Why it was not accepted; null: it was, or was not tried yet.' })
const said = z.string().nullable().meta({ description: 'What the mail server answered.' })

export const mail = z
  .strictObject({
    id,
    kind: z.enum(mailKinds),
    address: z.string(),
    subject: id.meta({ description: 'The invitation or redemption that it is about.' }),
    state: z.enum(deliveryStates).meta({
      description: 'failed: given up. dropped: pointless by the time it was to be sent.',
    }),
    reason,
    said,
    attempts: z.int().min(0),
    made_at: time,
    tried_at: time.nullable(),
  })
  .meta({ description: 'A mail to one recipient.' })

export const mailList = z.strictObject({ mails: z.array(mail) })

export const sendResult = z
  .strictObject({
    reason,
    said,
    transcript: z.array(z.string()).meta({
      description: 'What was said with the mail server. Passwords are cut.',
    }),
  })
  .meta({ description: 'What became of the test.' })

export const newTest = z
  .strictObject({ address })
  .meta({ description: 'Who gets it.', examples: [{ address: 'ana@example.org' }] })

export const mailText = z
  .strictObject({
    subject: z.string('A subject is a text.').meta({ examples: ['Come to {community}'] }),
    body: z
      .string('A body is a text.')
      .meta({ description: 'Paragraphs with {variables}.', examples: ['Hello,\n\n{link}'] }),
  })
  .meta({ description: 'The text of a mail.' })

export const mailTextList = z.strictObject({
  texts: z.array(z.strictObject({ kind: z.string(), language: z.string(), ...mailText.shape })),
})
