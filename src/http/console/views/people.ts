import type { Person } from '../../../store/people-list.ts'
import { forgotten } from '../../../store/people.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { ends } from './guest.ts'
import { layout } from './layout.ts'
import { type ConsolePage, mayAll, say, tell } from './page.ts'
import { author, searchField, titleOf, when } from './pieces.ts'
import { turns, type Turns } from './turns.ts'

export interface PeopleModel extends Turns {
  people: readonly Person[]
  filter: { name: string; inviter: string; ends: '' | 'soon' }
}

/** The name of somebody, or that it was erased. */
export const nameOfPerson = (page: ConsolePage, { localpart }: Person): string =>
  localpart === forgotten ? say(page, 'person.forgotten') : localpart

/** The invitation somebody came with. */
export const invitationOf = (page: ConsolePage, person: Person): Part => {
  const words = html`<bdi>${titleOf(page, person)}</bdi>`
  if (person.invite_deleted_at !== null) return words
  return html`<a href="${page.paths.invite(person.invite_id)}">${words}</a>`
}

const row = (page: ConsolePage, person: Person): Html =>
  html`<li>
    <p class="row-name">
      <a href="${page.paths.person(person.redemption_id)}"
        ><bdi>${nameOfPerson(page, person)}</bdi></a
      >
    </p>
    <p>${tell(page, 'people.joined', { ago: when(page, person.made_at) })}</p>
    <p>
      ${tell(page, 'people.invitedBy', {
        who: html`<bdi>${author(page, person.invited_by)}</bdi>`,
      })}
    </p>
    <p>${invitationOf(page, person)}</p>
    <p class="muted">${ends(page, person)}</p>
  </li>`

const filterForm = (page: ConsolePage, { filter }: PeopleModel): Html =>
  html`<form class="filter" role="search" action="${page.paths.people}">
    ${searchField(page, 'name', { word: 'people.filter.name', value: filter.name })}
    ${mayAll(page, 'people:read') && searchField(page, 'inviter', { word: 'people.filter.inviter', value: filter.inviter })}
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
          ${people.map((person) => row(page, person))}
        </ul>`
      }
      ${turns(page, page.paths.people, model)}`,
  })
}
