import { isFinal, type MailReason } from '../../../model/mail.ts'
import type { Delivery } from '../../../store/mail-deliveries.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { type ConsolePage, may, say, tell } from './page.ts'
import { press, when } from './pieces.ts'

/** Why a mail was not accepted, in words, and what the server said. */
export const whyNot = (page: ConsolePage, reason: MailReason | null, said: string | null): Part =>
  reason !== null && [
    say(page, `mail.reason.${reason}`),
    said !== null && html`<br /><span class="muted address" lang="en" dir="ltr">${said}</span>`,
  ]

const stateOf = (page: ConsolePage, { state, tried_at: at, attempts, reason }: Delivery): Part => {
  if (state === 'waiting' && attempts === 0) return say(page, 'mail.queued')
  const word = state === 'waiting' ? 'mail.state.waiting' : (`mail.state.${state}` as const)
  const isGivenUp = state === 'failed' && reason !== null && !isFinal(reason)
  return tell(page, isGivenUp ? 'mail.state.givenUp' : word, { ago: when(page, at ?? page.now) })
}

const line = (page: ConsolePage, mail: Delivery, button: Part): Html =>
  html`<li>
    <p>
      <strong><bdi dir="ltr" class="address">${mail.address}</bdi></strong>
      <span class="muted">${say(page, `mail.kind.${mail.kind}`)}</span>
    </p>
    <p>${stateOf(page, mail)} ${whyNot(page, mail.reason, mail.said)}</p>
    ${button && html`<div class="tools">${button}</div>`}
  </li>`

/** What was sent of an invitation, with a button to send it again; nothing if it has no address. */
export const mailsOfInvite = (
  page: ConsolePage,
  { id, mails }: { id: string; mails: readonly Delivery[] },
): Part =>
  mails.length > 0 &&
  html`<section class="card stack">
    <h2>${say(page, 'mail.sent')}</h2>
    <ul class="lines">
      ${mails.map((mail) => line(page, mail, null))}
    </ul>
    ${
      may(page, 'invites:change') &&
      html`<div class="tools">
        ${press({ action: page.paths.act(id, 'mail'), word: say(page, 'mail.again') })}
      </div>`
    }
  </section>`

/** Mails in trouble, each with a button to try it again. */
export const mailsInTrouble = (page: ConsolePage, mails: readonly Delivery[]): Part =>
  mails.length > 0 &&
  html`<section class="card stack">
    <h2>${say(page, 'mail.trouble')}</h2>
    <ul class="lines">
      ${mails.map((mail) =>
        line(
          page,
          mail,
          may(page, 'jobs:write') &&
            press({
              action: `${page.paths.health}/mail`,
              word: say(page, 'health.retry'),
              what: mail.address,
              hidden: { mail: mail.id },
            }),
        ),
      )}
    </ul>
  </section>`
