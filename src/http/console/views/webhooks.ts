import type { EndpointResource } from '../../../core/endpoints/resource.ts'
import type { Delivery } from '../../../store/webhooks.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import type { Notice } from './notice.ts'
import { type ConsolePage, may, say, tell } from './page.ts'
import { press, when } from './pieces.ts'

export interface WebhooksModel {
  webhooks: readonly (EndpointResource & { failed: readonly Delivery[] })[]
  /** What came of a test that was just sent; null: none was. */
  tested: { id: string; sent: boolean; cause: string | null } | null
  notice: Notice | null
}

type Seen = WebhooksModel['webhooks'][number]

const result = (page: ConsolePage, { tested }: WebhooksModel, { id }: Seen): Part => {
  if (tested?.id !== id) return null
  return html`<div class="${tested.sent ? 'notice' : 'summary'}" role="status">
    <p>${say(page, tested.sent ? 'webhooks.accepted' : 'webhooks.notAccepted')}</p>
    ${tested.cause !== null && html`<p lang="en" dir="ltr">${tested.cause}</p>`}
  </div>`
}

const facts = (page: ConsolePage, hook: Seen): Html => {
  const since = hook.failing_since
  return html`<p>
      ${
        hook.sent_at === null
          ? say(page, 'webhooks.never')
          : tell(page, 'webhooks.sent', { ago: when(page, Date.parse(hook.sent_at)) })
      }
      ${hook.waiting > 0 && say(page, 'webhooks.waiting', { count: hook.waiting })}
    </p>
    ${
      since !== null &&
      html`<p>
        ${tell(page, 'webhooks.since', { ago: when(page, Date.parse(since)) })}
        <span class="muted" lang="en" dir="ltr">${hook.cause}</span>
      </p>`
    }
    <p class="muted">
      ${
        hook.events === null
          ? say(page, 'webhooks.all')
          : html`<code dir="ltr">${hook.events.join(', ')}</code>`
      }
    </p>`
}

const delivery = (page: ConsolePage, hook: Seen, one: Delivery): Html =>
  html`<li>
    <p class="row-name"><code>${one.event}</code></p>
    <p>
      ${when(page, one.created_at)}
      ${one.dead_at !== null && html`<span class="chip">${say(page, 'webhooks.givenUp')}</span>`}
      <br /><span class="muted" lang="en" dir="ltr">${one.last_error}</span>
    </p>
    <div class="tools">
      ${
        may(page, 'jobs:write') &&
        press({
          action: `${page.paths.webhook(hook.id)}/resume`,
          word: say(page, 'health.retry'),
          what: one.event,
          hidden: { delivery: one.id },
        })
      }
    </div>
  </li>`

const buttons = (page: ConsolePage, hook: Seen): Html => {
  const path = page.paths.webhook(hook.id)
  const hasTrouble = hook.state === 'paused' || hook.failed.length > 0
  const word = hook.state === 'paused' ? 'webhooks.resume' : 'health.retryAll'
  return html`<div class="tools">
    ${press({ action: `${path}/test`, word: say(page, 'webhooks.test'), what: hook.url })}
    ${hasTrouble && press({ action: `${path}/resume`, word: say(page, word), what: hook.url })}
  </div>`
}

const card = (page: ConsolePage, model: WebhooksModel, hook: Seen): Html =>
  html`<section class="card stack">
    <h2>
      ${hook.number}. <bdi dir="ltr" class="address">${hook.url}</bdi>
      <span
        class="chip"
        data-severity="${hook.state === 'paused' ? 'error' : hook.state === 'failing' ? 'warning' : 'fine'}"
        >${say(page, `webhooks.state.${hook.state}`)}</span
      >
    </h2>
    ${result(page, model, hook)} ${facts(page, hook)}
    ${may(page, 'jobs:write') && buttons(page, hook)}
    ${
      hook.failed.length > 0 &&
      html`<details>
        <summary>${say(page, 'webhooks.failed', { count: hook.failed.length })}</summary>
        <ul class="rows jobs">
          ${hook.failed.map((one) => delivery(page, hook, one))}
        </ul>
      </details>`
    }
  </section>`

/** The webhooks of the configuration, with their state. */
export const webhooksPage = (page: ConsolePage, model: WebhooksModel): string =>
  layout(page, {
    title: say(page, 'webhooks.title'),
    part: 'health',
    shape: 'narrow',
    notice: model.notice,
    main: html`<div class="head">
        <p class="back"><a href="${page.paths.health}">${say(page, 'nav.health')}</a></p>
        <h1>${say(page, 'webhooks.title')}</h1>
        <p class="muted">${say(page, 'webhooks.what')}</p>
      </div>
      ${
        model.webhooks.length === 0
          ? html`<p class="empty">${say(page, 'webhooks.none')}</p>`
          : model.webhooks.map((hook) => card(page, model, hook))
      }`,
  })
