import type { Problem, ProblemCode } from '../../../shared/errors.ts'
import { html } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import { type ConsolePage, say, type Word } from './page.ts'

/** The sentences of refusals that people meet here; the others are a mistake of a program. */
const words: Partial<Record<ProblemCode, Word>> = {
  console_insecure: 'problem.console_insecure',
  link_over: 'problem.link_over',
  unauthorized: 'problem.unauthorized',
  forbidden: 'problem.forbidden',
  cross_site: 'problem.cross_site',
  invite_unknown: 'problem.invite_unknown',
  undo_over: 'problem.undo_over',
  allowance_off: 'problem.allowance_off',
  allowance_spent: 'problem.allowance_spent',
  joined_too_recently: 'problem.joined_too_recently',
  profile_unknown: 'problem.profile_unknown',
  webhook_unknown: 'problem.webhook_unknown',
  profile_in_use: 'problem.profile_in_use',
  mail_off: 'problem.mail_off',
  mail_address_invalid: 'problem.mail_address_invalid',
  mail_unknown: 'problem.mail_unknown',
  mail_sent_lately: 'problem.mail_sent_lately',
  request_unknown: 'problem.request_unknown',
  request_unbound: 'problem.request_unbound',
  guest_unknown: 'problem.guest_unknown',
  person_unknown: 'problem.person_unknown',
  invited_decided: 'problem.invited_decided',
  homeserver_unavailable: 'problem.homeserver_unavailable',
  already_extended: 'problem.already_extended',
  not_found: 'problem.not_found',
  method_not_allowed: 'problem.not_found',
  too_many_requests: 'problem.too_many_requests',
  payload_too_large: 'problem.payload_too_large',
  database_unavailable: 'problem.internal',
  internal: 'problem.internal',
}

/** What happened, and what to do next. */
export const problemPage = (page: ConsolePage, { code }: Problem): string => {
  const { signIn, home } = page.paths
  const isOut = code === 'unauthorized' || code === 'link_over'
  return layout(page, {
    title: say(page, 'problem.title'),
    shape: 'narrow',
    main: html`<section class="card stack">
      <h1>${say(page, 'problem.title')}</h1>
      <p>${say(page, words[code] ?? 'problem.other')}</p>
      <p>
        <a class="button" href="${isOut ? signIn() : home}"
          >${say(page, isOut ? 'problem.signIn' : 'problem.home')}</a
        >
      </p>
    </section>`,
  })
}
