import type { WithLink } from '../../../core/invites/link.ts'
import type { InviteRow } from '../../../store/invite-row.ts'
import { html, type Html } from '../../portal/views/html.ts'
import { remaining, type SeenAllowance } from './allowance.ts'
import { copyButton } from './copy-button.ts'
import { handOn } from './invite-rows.ts'
import { layout } from './layout.ts'
import { type ConsolePage, may, say, type Word } from './page.ts'
import { chip, titleOf } from './pieces.ts'
import { allows } from './terms-form.ts'

export interface ManyModel {
  /** The terms of each invitation. */
  usual: Pick<InviteRow, 'max_uses' | 'expires_at' | 'opens_at'>
  /** What was typed. */
  lines: string
  mistake: { word: Word; line: number } | null
  /** Whether a line with a mail address gets its link by mail. */
  isMailOn: boolean
  /** Null: no allowance limits it. */
  allowance: SeenAllowance | null
}

/** The form for many invitations at once: one line each. */
export const manyPage = (
  page: ConsolePage,
  { usual, lines, mistake, allowance, isMailOn }: ManyModel,
): string =>
  layout(page, {
    title: say(page, 'many.title'),
    part: 'home',
    shape: 'narrow',
    main: html`<div class="head">
        <p class="back"><a href="${page.paths.home}">${say(page, 'nav.invites')}</a></p>
        <h1>${say(page, 'many.title')}</h1>
      </div>
      <form class="card stack" method="post" action="${page.paths.many}">
        <div class="field">
          <label for="lines">${say(page, 'many.lines')}</label>
          <p class="hint" id="lines-hint">
            ${say(page, 'many.hint')} ${isMailOn && say(page, 'many.mail')}
            ${say(page, 'many.each')} ${allows(page, usual)}
            ${allowance !== null && remaining(page, allowance)}
          </p>
          ${
            mistake !== null &&
            html`<p class="error" id="lines-error" role="alert">
              ${say(page, mistake.word, { line: mistake.line })}
            </p>`
          }
          <textarea
            id="lines"
            name="lines"
            rows="10"
            required
            dir="auto"
            aria-describedby="lines-hint${mistake !== null && ' lines-error'}"
            ${mistake !== null && { html: 'aria-invalid="true"' }}
          >
${lines}</textarea>
        </div>
        <button type="submit" class="main">${say(page, 'many.make')}</button>
      </form>`,
  })

export interface BatchModel {
  made: readonly WithLink[]
  /** The address of this page. */
  path: string
}

const line = (page: ConsolePage, { invite, link }: WithLink): Html => {
  const title = titleOf(page, invite)
  return html`<li>
    <p class="row-name">
      <a href="${page.paths.invite(invite.id)}"><bdi>${title}</bdi></a> ${chip(page, invite)}
    </p>
    <p><bdi dir="ltr" class="address">${link}</bdi></p>
    <div class="tools">${handOn(page, link, title)}</div>
  </li>`
}

/** The invitations that were made at once: as a list, as CSV, as cards. */
export const batchPage = (page: ConsolePage, model: BatchModel): string => {
  const { made, path } = model
  const all = made.map(({ invite, link }) => `${invite.label}\t${link}`).join('\n')
  const title = say(page, 'many.made', { count: made.length })
  return layout(page, {
    title,
    part: 'home',
    main: html`<div class="head">
        <p class="back"><a href="${page.paths.home}">${say(page, 'nav.invites')}</a></p>
        <h1>${title}</h1>
      </div>
      <p class="tools">
        ${copyButton(page, { text: all, words: say(page, 'many.copy'), refused: 'copy.refusedAll' })}
        <a class="button small" href="${path}.csv" download>${say(page, 'many.csv')}</a>
        <a class="button small" href="${path}/cards">${say(page, 'many.cards')}</a>
        ${may(page, 'invites:create') && html`<a class="button small" href="${page.paths.many}">${say(page, 'many.again')}</a>`}
      </p>
      <ul class="rows batch">
        ${made.map((one) => line(page, one))}
      </ul>`,
  })
}
