import { z } from 'zod'
import { editableMails, resetMailText, writeMailText } from '../../core/mailing/texts.ts'
import { readLanguages } from '../../i18n/languages.ts'
import { listMailWords } from '../../store/mail-words.ts'
import { mailText, mailTextList } from './mail-schemas.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'

const named = z.strictObject({
  kind: z.enum(editableMails, `A mail is one of ${editableMails.join(', ')}.`),
  language: z.enum(readLanguages('mail'), 'A language is one that Latchkey brings.'),
})

const list = operation({
  id: 'listMailTexts',
  allow: 'mail:write',
  method: 'GET',
  path: '/mail/texts',
  summary: 'List your own texts of mails',
  description: 'What is not listed has the text that Latchkey brings.',
  params: noParameters,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: mailTextList,
  problems: [],
  handle: async (app) => {
    const rows = await listMailWords(app.db)
    const texts = rows.map(({ kind, language, subject, body }) => ({
      kind,
      language,
      subject,
      body,
    }))
    return { texts }
  },
})

const write = operation({
  id: 'writeMailText',
  allow: 'mail:write',
  method: 'PUT',
  path: '/mail/texts/{kind}/{language}',
  summary: 'Write your own text of a mail',
  description: 'A paragraph whose variable has no value is left out.',
  params: named,
  query: noParameters,
  body: mailText,
  status: 204,
  answer: noBody,
  problems: ['mail_words_invalid'],
  handle: async (app, { params, body, actor }) => writeMailText(app, params, body, actor),
})

const reset = operation({
  id: 'resetMailText',
  allow: 'mail:write',
  method: 'DELETE',
  path: '/mail/texts/{kind}/{language}',
  summary: 'Go back to the text that Latchkey brings',
  description: 'For one mail in one language.',
  params: named,
  query: noParameters,
  body: noBody,
  status: 204,
  answer: noBody,
  problems: [],
  handle: async (app, { params, actor }) => resetMailText(app, params, actor),
})

export const mailTextOperations: Operation[] = [list, write, reset]
