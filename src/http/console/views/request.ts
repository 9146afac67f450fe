import { longestSentence } from '../../../core/requests/decide.ts'
import type { SeenDetails } from '../../../core/requests/seen.ts'
import type { Answer } from '../../../model/request.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { prose } from '../../portal/views/text.ts'
import { type Happening, happenings } from './happenings.ts'
import { layout } from './layout.ts'
import type { Notice } from './notice.ts'
import { type ConsolePage, may, mayAll, say, tell } from './page.ts'
import { author, moment, press } from './pieces.ts'
import { requestChip, titleOfRequest } from './requests.ts'

export interface RequestModel extends SeenDetails {
  /** Whether the reader can decide it now. */
  decides: boolean
  profiles: readonly string[]
  /** The profile that the form begins with; null: the default one. */
  usualProfile: string | null
  /** How many undecided requests came from its network, this one included. */
  ofNetwork: number
  events: readonly Happening[]
  /** Somebody else was faster. */
  isLate: boolean
  notice: Notice | null
}

const fact = (name: Part, value: Part): Html =>
  html`<div>
    <dt dir="auto">${name}</dt>
    <dd dir="auto">${value}</dd>
  </div>`

export const written = (page: ConsolePage, { row, rules }: SeenDetails): Html => {
  const answers = (JSON.parse(row.answers) as Answer[]).filter(({ answer }) => answer !== '')
  return html`<section class="card stack">
    <h2>${say(page, 'request.written')}</h2>
    ${row.words === '' ? html`<p class="empty">${say(page, 'request.nothing')}</p>` : prose(row.words)}
    <dl class="stack">
      ${answers.map(({ question, answer }) => fact(question, prose(answer)))}
      ${row.address !== '' && fact(say(page, 'request.address'), html`<bdi>${row.address}</bdi>`)}
    </dl>
    ${
      rules !== null &&
      html`<details>
        <summary>${say(page, 'request.rules')}</summary>
        <div class="stack" dir="auto">${prose(rules)}</div>
      </details>`
    }
  </section>`
}

const vouchers = (page: ConsolePage, { row, vouches }: RequestModel): Html => {
  const has = page.actor !== null && vouches.some((mxid) => mxid === page.actor?.id)
  const names = vouches.map((mxid) => author(page, mxid))
  return html`<section class="card stack">
    <h2>${say(page, 'request.vouches')}</h2>
    ${
      mayAll(page, 'requests:read') &&
      html`<p>
        ${names.length === 0 ? say(page, 'request.noVouch') : new Intl.ListFormat(page.catalogue.tag).format(names)}
      </p>`
    }
    ${
      row.state === 'open' &&
      may(page, 'requests:vouch') &&
      page.actor?.id !== null &&
      press({
        action: `${page.paths.request(row.id)}/${has ? 'unvouch' : 'vouch'}`,
        word: say(page, has ? 'request.unvouch' : 'request.vouch'),
      })
    }
  </section>`
}

export const sentenceField = (page: ConsolePage, id: string): Html =>
  html`<div class="field">
    <label for="${id}">${say(page, 'request.sentence')}</label>
    <p class="hint" id="${id}-hint">${say(page, 'request.sentenceHint')}</p>
    <input
      id="${id}"
      name="sentence"
      type="text"
      maxlength="${longestSentence}"
      dir="auto"
      autocomplete="off"
      aria-describedby="${id}-hint"
    />
  </div>`

const profileField = (page: ConsolePage, { profiles, usualProfile }: RequestModel): Part => {
  const names = new Set([...profiles, ...(usualProfile === null ? [] : [usualProfile])])
  if (names.size === 0) return null
  const option = (value: string, words: string) =>
    html`<option value="${value}" ${value === (usualProfile ?? '') && { html: 'selected' }}>
      ${words}
    </option>`
  return html`<div class="field">
    <label for="profile">${say(page, 'field.profile')}</label>
    <select id="profile" name="profile">
      ${option('', say(page, 'field.profile.usual'))}
      ${[...names].map((name) => option(name, name))}
    </select>
  </div>`
}

const decision = (page: ConsolePage, model: RequestModel): Part => {
  const path = page.paths.request(model.row.id)
  return html`<section class="card stack">
      <h2>${say(page, 'request.letIn')}</h2>
      <form class="stack" method="post" action="${path}/approve">
        ${profileField(page, model)} ${sentenceField(page, 'yes')}
        <p><button type="submit" class="main">${say(page, 'request.approve')}</button></p>
      </form>
    </section>
    <section class="card stack">
      <h2>${say(page, 'request.no')}</h2>
      <form class="stack" method="post" action="${path}/decline">
        ${sentenceField(page, 'no')}
        <p class="tools">
          <button type="submit">${say(page, 'request.decline')}</button>
          ${
            model.ofNetwork > 1 &&
            html`<button type="submit" class="danger" formaction="${path}/decline-network">
              ${say(page, 'request.declineAll', { count: model.ofNetwork })}
            </button>`
          }
        </p>
      </form>
    </section>`
}

const outcome = (page: ConsolePage, { row, invite }: RequestModel): Part =>
  row.decided_at !== null &&
  html`<section class="card stack">
    <p>${tell(page, 'request.decidedAt', { date: moment(page, row.decided_at) })}</p>
    ${row.sentence !== '' && html`<p dir="auto">${row.sentence}</p>`}
    ${
      invite !== null &&
      html`<p>
        <a href="${page.paths.invite(invite.id)}">${say(page, 'request.invitation')}</a>
      </p>`
    }
  </section>`

/** One request to join. */
export const requestPage = (page: ConsolePage, model: RequestModel): string => {
  const { row, events, decides, isLate } = model
  const title = titleOfRequest(page, model)
  return layout(page, {
    title,
    part: 'requests',
    shape: 'narrow',
    notice: model.notice,
    main: html`<div class="head">
        <p class="back"><a href="${page.paths.requests}">${say(page, 'nav.requests')}</a></p>
        <h1><bdi>${title}</bdi> ${requestChip(page, row.state)}</h1>
      </div>
      ${isLate && html`<p role="status" class="card">${say(page, 'request.late')}</p>`}
      ${outcome(page, model)} ${mayAll(page, 'requests:read') && written(page, model)}
      ${vouchers(page, model)} ${decides && decision(page, model)}
      ${
        events.length > 0 &&
        html`<section class="card stack">
          <h2>${say(page, 'happened.title')}</h2>
          ${happenings(page, events)}
        </section>`
      }`,
  })
}
