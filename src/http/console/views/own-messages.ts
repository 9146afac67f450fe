import { html, type Part } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import { addressField } from './mail.ts'
import { type ConsolePage, say, type Word } from './page.ts'
import { press } from './pieces.ts'

export interface OwnMessagesModel {
  /** The mail address, as it was typed or is stored. */
  value: string
  mistake: Word | null
  isSaved: boolean
  /** Whether the bot leaves them in peace; null where it writes to nobody. */
  isQuiet: boolean | null
}

const bot = (page: ConsolePage, { isQuiet }: OwnMessagesModel): Part =>
  isQuiet !== null &&
  html`<section class="card stack">
    <h2>${say(page, 'ownBot.title')}</h2>
    <p>${say(page, isQuiet ? 'ownBot.quiet' : 'ownBot.loud')}</p>
    ${press({
      action: `${page.paths.ownMail}/bot`,
      word: say(page, isQuiet ? 'ownBot.start' : 'ownBot.stop'),
      hidden: { quiet: isQuiet ? '0' : '1' },
    })}
  </section>`

/** Where somebody wants to be told. */
export const ownMessagesPage = (page: ConsolePage, model: OwnMessagesModel): string => {
  const { value, mistake, isSaved } = model
  return layout(page, {
    title: say(page, 'nav.ownMail'),
    shape: 'narrow',
    main: html`<h1>${say(page, 'nav.ownMail')}</h1>
      ${isSaved && html`<div class="notice" role="status"><p>${say(page, 'done.ownMail')}</p></div>`}
      <form class="card stack" method="post" action="${page.paths.ownMail}">
        <p>${say(page, 'ownMail.what')}</p>
        ${addressField(page, { label: 'ownMail.address', value, mistake })}
        <button type="submit" class="main">${say(page, 'ownMail.save')}</button>
      </form>
      ${bot(page, model)}`,
  })
}
