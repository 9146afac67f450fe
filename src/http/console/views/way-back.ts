import { forgotten } from '../../../store/people.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { handOn } from './invite-rows.ts'
import { type ConsolePage, may, say, tell } from './page.ts'
import type { PersonModel } from './person.ts'
import { moment, press } from './pieces.ts'

const made = (page: ConsolePage, { link, until, qr }: NonNullable<PersonModel['wayBack']>): Html =>
  html`<section class="card sheet" role="status">
    <div class="stack">
      <h2>${say(page, 'wayBack.made')}</h2>
      <p class="hint" id="link-hint">
        ${tell(page, 'wayBack.once', { date: moment(page, until) })}
      </p>
      <div class="field">
        <label for="link">${say(page, 'sheet.link')}</label>
        <input
          id="link"
          type="url"
          readonly
          dir="ltr"
          value="${link}"
          data-select
          aria-describedby="link-hint"
        />
      </div>
      <p class="tools">${handOn(page, link, '')}</p>
    </div>
    ${
      qr !== null &&
      html`<div class="qr" role="img" aria-label="${say(page, 'wayBack.qr')}">
        ${{ html: qr.replace('<svg ', '<svg aria-hidden="true" ') }}
      </div>`
    }
  </section>`

/** A new link to somebody's own page, for who lost theirs: made on request, or just made. */
export const wayBackCard = (page: ConsolePage, { person, wayBack }: PersonModel): Part => {
  if (wayBack !== null) return made(page, wayBack)
  const { localpart, ended_at: endedAt, redemption_id: id } = person
  if (!may(page, 'people:way-back') || localpart === forgotten || endedAt !== null) return null
  return html`<section class="card stack">
    <h2>${say(page, 'wayBack.title')}</h2>
    <p>${say(page, 'wayBack.what')}</p>
    <div class="tools">
      ${press({ action: `${page.paths.person(id)}/way-back`, word: say(page, 'wayBack.make') })}
    </div>
  </section>`
}
