import { forgotten } from '../../../store/people.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { handOn } from './invite-rows.ts'
import { type ConsolePage, may, say, tell } from './page.ts'
import type { PersonModel } from './person.ts'
import { ask, moment, press, when } from './pieces.ts'

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

/** Whether links work, and when one was used. */
const state = (page: ConsolePage, { live, until, used }: PersonModel['links']): Html => {
  if (until === null) return html`<p class="muted">${say(page, 'wayBack.noLink')}</p>`
  return html`<p class="muted">
    ${tell(page, 'wayBack.live', { count: live, date: moment(page, until) })}
    ${used !== null && tell(page, 'wayBack.used', { ago: when(page, used) })}
  </p>`
}

/** Somebody's own page: whether links to it work, and buttons for a new one and for the end of all. */
export const wayBackCard = (page: ConsolePage, { person, wayBack, links }: PersonModel): Part => {
  const { localpart, ended_at: endedAt, redemption_id: id } = person
  if (!may(page, 'people:way-back') || localpart === forgotten || endedAt !== null) return null
  const path = page.paths.person(id)
  return html`${wayBack !== null && made(page, wayBack)}
    <section class="card stack">
      <h2>${say(page, 'wayBack.title')}</h2>
      <p>${say(page, 'wayBack.what')}</p>
      ${state(page, links)}
      <div class="tools">
        ${press({ action: `${path}/way-back`, word: say(page, 'wayBack.make') })}
        ${
          links.live > 0 &&
          ask(
            { word: say(page, 'wayBack.end'), text: say(page, 'wayBack.end.ask') },
            {
              action: `${path}/end-links`,
              word: say(page, 'wayBack.end.sure'),
              look: 'small danger',
            },
          )
        }
      </div>
    </section>`
}
