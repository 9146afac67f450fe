import type { IntroductionStep } from '../../../core/redemption/introduction-state.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { type ConsolePage, say, tell } from './page.ts'

const nameOf = (page: ConsolePage, { what, room }: IntroductionStep): Html | string =>
  what === 'room' ? html`<bdi>${room}</bdi>` : say(page, `introduction.${what}`)

const howOf = ({ state, cause }: IntroductionStep) =>
  state === 'done' || cause === null ? state : (`${state}Because` as const)

/** What became of a step, with the homeserver's own words if it failed. */
const stepLine = (page: ConsolePage, step: IntroductionStep): Html => {
  const cause = html`<bdi>${step.cause ?? ''}</bdi>`
  return html`<li>
    ${tell(page, `introduction.${howOf(step)}`, { what: nameOf(page, step), cause })}
  </li>`
}

const steps = (page: ConsolePage, some: readonly IntroductionStep[]): Html =>
  html`<ul class="stages">
    ${some.map((step) => stepLine(page, step))}
  </ul>`

/** In how many rooms somebody is, and what they lack, with the cause. */
export const introductionOf = (page: ConsolePage, all: readonly IntroductionStep[]): Part => {
  const rooms = all.filter(({ what }) => what === 'room')
  const lacking = all.filter(({ state }) => state !== 'done')
  const done = rooms.filter(({ state }) => state === 'done').length
  return html`${
    rooms.length > 0 &&
    html`<p class="muted">${say(page, 'introduction.rooms', { done, all: rooms.length })}</p>`
  }
  ${lacking.length > 0 && steps(page, lacking)}`
}

/** Each step, on a person's page. */
export const introductionCard = (page: ConsolePage, all: readonly IntroductionStep[]): Part =>
  all.length > 0 &&
  html`<section class="card stack">
    <h2>${say(page, 'introduction.title')}</h2>
    ${steps(page, all)}
  </section>`
