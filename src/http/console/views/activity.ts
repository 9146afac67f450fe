import { html } from '../../portal/views/html.ts'
import { type Happening, happenings } from './happenings.ts'
import { layout } from './layout.ts'
import { type ConsolePage, say } from './page.ts'
import { turns, type Turns } from './turns.ts'

export interface ActivityModel extends Turns {
  events: readonly Happening[]
}

/** Everything that happened; for a member: what they did. */
export const activityPage = (page: ConsolePage, model: ActivityModel): string => {
  const { events } = model
  return layout(page, {
    title: say(page, 'nav.activity'),
    part: 'activity',
    shape: 'narrow',
    main: html`<h1>${say(page, 'nav.activity')}</h1>
      ${
        events.length === 0
          ? html`<p class="empty">${say(page, 'activity.none')}</p>`
          : html`<section class="card">${happenings(page, events)}</section>`
      }
      ${turns(page, page.paths.activity, model)}`,
  })
}
