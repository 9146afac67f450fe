import { inviteStatuses, type InviteStatus } from '../../../model/invite-status.ts'
import type { InviteRow } from '../../../store/invite-row.ts'
import { html, type Html } from '../../portal/views/html.ts'
import { remaining, type SeenAllowance } from './allowance.ts'
import { type Ending, guestsSoon } from './guest.ts'
import { inviteRows } from './invite-rows.ts'
import { layout } from './layout.ts'
import type { Notice } from './notice.ts'
import { type ConsolePage, mayAll, say } from './page.ts'
import { press, searchField } from './pieces.ts'
import { turns, type Turns } from './turns.ts'
import { allows, type Mistakes, termsForm, typedOf, type TypedTerms } from './terms-form.ts'

interface ListFilter {
  state: InviteStatus | null
  maker: string
  text: string
}

export interface HomeModel extends Turns {
  /** The terms of an invitation without options. */
  usual: Pick<InviteRow, 'max_uses' | 'expires_at' | 'opens_at'>
  typed: TypedTerms
  mistakes: Mistakes
  profiles: readonly string[]
  mailLanguages: readonly { tag: string; name: string }[]
  filter: ListFilter
  invites: readonly InviteRow[]
  /** Null: it opens only on the applicant's page. */
  linkOf: (invite: InviteRow) => string | null
  /** The query of this page. */
  query: string
  notice: Notice | null
  /** Whose account ends soon, and may be extended by the reader. */
  guests: readonly Ending[]
  /** What a member may still make; null: no allowance limits it. */
  allowance: SeenAllowance | null
}

const make = (page: ConsolePage, model: HomeModel): Html => {
  const { typed, mistakes, usual, allowance, profiles, mailLanguages } = model
  const action = page.paths.invites
  const onlyLabel = !mayAll(page, 'invites:create')
  const form = { action, typed, mistakes, onlyLabel, isNew: true, profiles, mailLanguages }
  if (allowance?.left === 0) {
    const room = allowance.perMonth > 0 && say(page, 'new.room')
    return html`<p class="warning">${remaining(page, allowance)} ${room}</p>`
  }
  return html`<section class="card make">
    <div class="make-now">
      ${press({ action, word: say(page, 'new.button'), look: 'main' })}
      <p class="hint">${allows(page, usual)} ${allowance !== null && remaining(page, allowance)}</p>
    </div>
    <details ${Object.keys(mistakes).length > 0 && { html: 'open' }}>
      <summary>${say(page, 'new.more')}</summary>
      ${termsForm(page, { ...form, usual: typedOf(page, { ...usual, label: '' }) })}
      <p><a href="${page.paths.many}">${say(page, 'new.many')}</a></p>
    </details>
  </section>`
}

const isFiltered = ({ filter: { state, maker, text } }: HomeModel): boolean =>
  state !== null || maker !== '' || text !== ''

const stateField = (page: ConsolePage, { state }: ListFilter): Html =>
  html`<div class="field">
    <label for="state">${say(page, 'filter.state')}</label>
    <select id="state" name="state">
      <option value="">${say(page, 'filter.any')}</option>
      ${inviteStatuses.map(
        (status) =>
          html`<option value="${status}" ${status === state && { html: 'selected' }}>
            ${say(page, `state.${status}`)}
          </option>`,
      )}
    </select>
  </div>`

const filterForm = (page: ConsolePage, model: HomeModel): Html => {
  const { filter } = model
  return html`<form class="filter" role="search" action="${page.paths.home}">
    ${searchField(page, 'text', { word: 'filter.text', value: filter.text })}
    ${stateField(page, filter)}
    ${mayAll(page, 'invites:read') && searchField(page, 'maker', { word: 'filter.maker', value: filter.maker })}
    <p class="tools">
      <button type="submit" class="small">${say(page, 'filter.submit')}</button>
      ${
        isFiltered(model) &&
        html`<a class="button small" href="${page.paths.home}">${say(page, 'filter.clear')}</a>`
      }
    </p>
  </form>`
}

const list = (page: ConsolePage, model: HomeModel): Html => {
  const { invites } = model
  const isEmpty = invites.length === 0
  return html`<section class="stack">
    <h1>${say(page, 'nav.invites')}</h1>
    ${!(isEmpty && !isFiltered(model)) && filterForm(page, model)}
    ${
      isEmpty &&
      html`<p class="empty">${say(page, isFiltered(model) ? 'list.noMatch' : 'list.none')}</p>`
    }
    ${!isEmpty && inviteRows(page, model)} ${turns(page, page.paths.home, model)}
  </section>`
}

/** One press makes an invitation; below are those that exist. */
export const homePage = (page: ConsolePage, model: HomeModel): string =>
  layout(page, {
    title: say(page, 'nav.invites'),
    part: 'home',
    notice: model.notice,
    main: html`${make(page, model)} ${guestsSoon(page, model.guests)} ${list(page, model)}`,
  })
