import type { Listed } from '../../../core/people/list.ts'
import type { Person } from '../../../store/people-list.ts'
import { forgotten } from '../../../store/people.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { ends } from './guest.ts'
import { layout } from './layout.ts'
import { type ConsolePage, mayAll, say, tell } from './page.ts'
import { author, searchField, titleOf, when } from './pieces.ts'
import { turns, type Turns } from './turns.ts'

export interface PeopleModel extends Turns {
  people: readonly Listed[]
  filter: { name: string; inviter: string; kind: '' | 'here' | 'own'; ends: '' | 'soon' }
}

/** The name of somebody, or that it was erased. */
export const nameOfPerson = (page: ConsolePage, { localpart }: Person): string =>
  localpart === forgotten ? say(page, 'person.forgotten') : localpart

/** The invitation somebody came with. */
export const invitationOf = (page: ConsolePage, person: Listed['account']): Part => {
  const words = html`<bdi>${titleOf(page, person)}</bdi>`
  if (person.invite_deleted_at !== null) return words
  return html`<a href="${page.paths.invite(person.invite_id)}">${words}</a>`
}

interface Row {
  id: string
  name: string
  came: Part
  state: Part
}

const rowOf = (page: ConsolePage, { kind, account }: Listed): Row => {
  if (kind === 'account') {
    const came = tell(page, 'people.joined', { ago: when(page, account.made_at) })
    const name = nameOfPerson(page, account)
    return { id: account.redemption_id, name, came, state: ends(page, account) }
  }
  const { id, address, held_at: at, state } = account
  const name = address === forgotten ? say(page, 'person.forgotten') : address
  const came = tell(page, 'people.own', { ago: when(page, at) })
  return { id, name, came, state: say(page, `invited.${state}`) }
}

const row = (page: ConsolePage, listed: Listed): Html => {
  const { id, name, came, state } = rowOf(page, listed)
  return html`<li>
    <p class="row-name">
      <a href="${page.paths.person(id)}"><bdi>${name}</bdi></a>
    </p>
    <p>${came}</p>
    <p>
      ${tell(page, 'people.invitedBy', {
        who: html`<bdi>${author(page, listed.account.invited_by)}</bdi>`,
      })}
    </p>
    <p>${invitationOf(page, listed.account)}</p>
    <p class="muted">${state}</p>
  </li>`
}

const kinds = { '': 'people.kind.all', here: 'people.kind.here', own: 'people.kind.own' } as const

const kindField = (page: ConsolePage, chosen: PeopleModel['filter']['kind']): Html =>
  html`<div class="field">
    <label for="kind">${say(page, 'people.filter.kind')}</label>
    <select id="kind" name="kind">
      ${Object.entries(kinds).map(
        ([kind, word]) =>
          html`<option value="${kind}" ${kind === chosen && { html: 'selected' }}>
            ${say(page, word)}
          </option>`,
      )}
    </select>
  </div>`

const filterForm = (page: ConsolePage, { filter }: PeopleModel): Html =>
  html`<form class="filter" role="search" action="${page.paths.people}">
    ${searchField(page, 'name', { word: 'people.filter.name', value: filter.name })}
    ${mayAll(page, 'people:read') && searchField(page, 'inviter', { word: 'people.filter.inviter', value: filter.inviter })}
    ${kindField(page, filter.kind)}
    <p class="check">
      <input
        id="ends"
        name="ends"
        type="checkbox"
        value="soon"
        ${filter.ends !== '' && { html: 'checked' }}
      />
      <label for="ends">${say(page, 'people.filter.ends')}</label>
    </p>
    <p class="tools">
      <button type="submit" class="small">${say(page, 'filter.submit')}</button>
      ${
        isFiltered(filter) &&
        html`<a class="button small" href="${page.paths.people}">${say(page, 'filter.clear')}</a>`
      }
    </p>
  </form>`

const isFiltered = (filter: PeopleModel['filter']): boolean =>
  Object.values(filter).some((value) => value !== '')

/** Everybody who came with an invitation; for a member: with theirs. */
export const peoplePage = (page: ConsolePage, model: PeopleModel): string => {
  const { people, filter } = model
  const isEmpty = people.length === 0
  return layout(page, {
    title: say(page, 'nav.people'),
    part: 'people',
    main: html`<h1>${say(page, 'nav.people')}</h1>
      ${!(isEmpty && !isFiltered(filter)) && filterForm(page, model)}
      ${
        isEmpty &&
        html`<p class="empty">
          ${say(page, isFiltered(filter) ? 'people.noMatch' : 'people.none')}
        </p>`
      }
      ${
        !isEmpty &&
        html`<ul class="rows people">
          ${people.map((listed) => row(page, listed))}
        </ul>`
      }
      ${turns(page, page.paths.people, model)}`,
  })
}
