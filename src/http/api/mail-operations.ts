import { z } from 'zod'
import { inviteOf } from '../../core/invites/invites.ts'
import { mailInviteAgain } from '../../core/mailing/mail-again.ts'
import { mailResource } from '../../core/mailing/resource.ts'
import { retryDelivery } from '../../core/mailing/try-again.ts'
import { sendTestMail } from '../../mail/test-mail.ts'
import { deliveriesInTrouble, deliveriesOf } from '../../store/mail-deliveries.ts'
import { id, inviteParams } from './inputs.ts'
import { mailList, newTest, sendResult } from './mail-schemas.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'

const most = 200

const test = operation({
  id: 'sendTestMail',
  allow: 'mail:test',
  method: 'POST',
  path: '/mail/test',
  summary: 'Send a test mail',
  description: 'At once. The response has what was said with the mail server, without secrets.',
  params: noParameters,
  query: noParameters,
  body: newTest,
  status: 200,
  answer: sendResult,
  problems: ['mail_off', 'mail_address_invalid'],
  handle: async (app, { body }) => {
    const { reason, said, transcript } = await sendTestMail(app, body.address)
    return { reason, said, transcript: [...transcript] }
  },
})

const inTrouble = operation({
  id: 'listMailsInTrouble',
  allow: 'health:read',
  method: 'GET',
  path: '/mail',
  summary: 'List mails in trouble',
  description: `Mails that were given up, or whose last attempt failed; the last one first, at most ${most}.`,
  params: noParameters,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: mailList,
  problems: [],
  handle: async (app) => ({
    mails: (await deliveriesInTrouble(app.db, most)).map(mailResource),
  }),
})

const retry = operation({
  id: 'retryMail',
  allow: 'jobs:write',
  method: 'POST',
  path: '/mail/{id}/retry',
  summary: 'Try a mail again',
  description: 'Now, whether it was given up or waits for its next attempt.',
  params: z.strictObject({ id }),
  query: noParameters,
  body: noBody,
  status: 204,
  answer: noBody,
  problems: ['mail_unknown'],
  handle: async (app, { params, actor }) => retryDelivery(app, params.id, actor),
})

const ofInvite = operation({
  id: 'listMailsOfInvite',
  allow: 'invites:read',
  method: 'GET',
  path: '/invites/{id}/mail',
  summary: 'List the mails of an invitation',
  description: `Newest first, at most ${most}.`,
  params: inviteParams,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: mailList,
  problems: ['invite_unknown'],
  handle: async (app, { params, actor }) => {
    const { id: invite } = await inviteOf(app, params.id, actor)
    return { mails: (await deliveriesOf(app.db, invite, most)).map(mailResource) }
  },
})

const again = operation({
  id: 'mailInviteAgain',
  allow: 'invites:change',
  method: 'POST',
  path: '/invites/{id}/mail',
  summary: 'Send an invitation to its address again',
  description: 'With the same link; at most every ten minutes.',
  params: inviteParams,
  query: noParameters,
  body: noBody,
  status: 204,
  answer: noBody,
  problems: ['invite_unknown', 'mail_off', 'mail_unknown', 'mail_sent_lately'],
  handle: async (app, { params, actor }) => mailInviteAgain(app, params.id, actor),
})

export const mailOperations: Operation[] = [test, inTrouble, retry, ofInvite, again]
