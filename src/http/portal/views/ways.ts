import { ltr, strong } from './components.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { elementX, stores } from './matrix-links.ts'
import { say, tell } from './page.ts'
import type { Page } from './page.ts'
import type { Platform } from './platform.ts'

interface Newcomer {
  address: string | null
  platform: Platform
  webUrl: string
  afterUrl: string | null
  /** Told when a link into an app is followed, by browsers that do so. */
  opened: string
}

const host = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

/** The link leads straight into the app: a redirect would not open one on every phone. */
const button = (href: string, words: Part, { opened }: Newcomer): Html =>
  html`<a class="button main" href="${href}" ping="${opened}">${words}</a>`

const step = (content: Part): Html => html`<li><div>${content}</div></li>`

const signIn = (page: Page): Html => html`<p>${tell(page, 'handOff.signIn', { b: strong })}</p>`

const askedServer = (page: Page): Html =>
  html`<p class="hint">${tell(page, 'handOff.askedServer', { server: ltr(page.serverName) })}</p>`

const fDroid = (page: Page): Html =>
  html`<a class="button" href="${stores.fDroid}" rel="noreferrer"
    >${say(page, 'handOff.storeFDroid')}</a
  >`

const byPhone = (page: Page, newcomer: Newcomer): Html => {
  const { address, platform } = newcomer
  const [store, words] =
    platform === 'ios'
      ? [stores.appStore, say(page, 'handOff.storeIos')]
      : [stores.playStore, say(page, 'handOff.storeAndroid')]
  const app = elementX(page.serverName, address)
  return html`<ol class="steps">
    ${step(
      html`<p>${say(page, 'handOff.getApp')}</p>
        <p class="choices">
          <a class="button" href="${store}" rel="noreferrer">${words}</a>
          ${platform !== 'ios' && fDroid(page)}
        </p>`,
    )}
    ${step(
      html`<p>${say(page, 'handOff.openAppHint')}</p>
        ${button(app, say(page, 'handOff.openApp'), newcomer)}`,
    )}
    ${step(html`${signIn(page)}${askedServer(page)}`)}
  </ol>`
}

const byBrowser = (page: Page, newcomer: Newcomer): Html => {
  const { webUrl } = newcomer
  return html`<ol class="steps">
    ${step(
      html`${button(webUrl, say(page, 'handOff.openWeb'), newcomer)}
        <p class="hint">${tell(page, 'handOff.openWebHint', { site: ltr(host(webUrl)) })}</p>`,
    )}
    ${step(html`${signIn(page)}${askedServer(page)}`)}
  </ol>`
}

const byOperator = (page: Page, afterUrl: string, newcomer: Newcomer): Html =>
  html`<ol class="steps">
    ${step(button(afterUrl, tell(page, 'handOff.continue', { site: ltr(host(afterUrl)) }), newcomer))}
    ${step(html`${signIn(page)}${askedServer(page)}`)}
  </ol>`

/** The steps into the chat on this device, one of them the page's main button. */
export const way = (page: Page, newcomer: Newcomer): Html => {
  if (newcomer.afterUrl !== null) return byOperator(page, newcomer.afterUrl, newcomer)
  const phone = newcomer.platform === 'android' || newcomer.platform === 'ios'
  return phone ? byPhone(page, newcomer) : byBrowser(page, newcomer)
}
