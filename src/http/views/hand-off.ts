import { copyButton, ltr, qrFigure, shareButton, strong } from './components.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { layout } from './layout.ts'
import { elementX, matrixTo, stores } from './matrix-links.ts'
import { say, tell } from './page.ts'
import type { Page } from './page.ts'
import type { Platform } from './platform.ts'

export interface HandOffModel {
  /** The name that was picked, `ana`. */
  name: string
  /** `@ana:example.org` */
  address: string
  platform: Platform
  /** The operator's web client. */
  webUrl: string
  /** Where the operator wants people to go next instead of an app, if anywhere. */
  afterUrl: string | null
}

const site = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

const button = (href: string, words: Part): Html =>
  html`<a class="button main" href="${href}">${words}</a>`

const signIn = (page: Page): Part => tell(page, 'handOff.signIn', { b: strong })

const askedServer = (page: Page): Part =>
  tell(page, 'handOff.askedServer', { server: ltr(page.serverName) })

const phoneSteps = (page: Page, model: HandOffModel, store: string, words: Part): Html => {
  const open = elementX(page.serverName, model.address)
  return html`<ol class="steps">
    <li>
      <p>${say(page, 'handOff.getApp')}</p>
      <p><a href="${store}" rel="noreferrer">${words}</a></p>
    </li>
    <li>
      <p>${say(page, 'handOff.openAppHint')}</p>
      <p>${button(open, say(page, 'handOff.openApp'))}</p>
    </li>
    <li><p>${signIn(page)}</p></li>
  </ol>`
}

const webSteps = (page: Page, model: HandOffModel): Html =>
  html`<ol class="steps">
    <li>
      <p>${button(model.webUrl, say(page, 'handOff.openWeb'))}</p>
      <p class="hint">${tell(page, 'handOff.openWebHint', { site: ltr(site(model.webUrl)) })}</p>
    </li>
    <li>
      <p>${signIn(page)}</p>
      <p class="hint">${askedServer(page)}</p>
    </li>
  </ol>`

/** The one main thing to do on this device. */
const way = (page: Page, model: HandOffModel): Html => {
  if (model.afterUrl !== null) {
    const words = tell(page, 'handOff.continue', { site: ltr(site(model.afterUrl)) })
    return html`<p>${button(model.afterUrl, words)}</p>
      <p>${signIn(page)}</p>`
  }
  if (model.platform === 'android')
    return phoneSteps(page, model, stores.playStore, say(page, 'handOff.storeAndroid'))
  if (model.platform === 'ios')
    return phoneSteps(page, model, stores.appStore, say(page, 'handOff.storeIos'))
  return webSteps(page, model)
}

const phoneCode = (page: Page, model: HandOffModel): Part =>
  model.platform === 'desktop' &&
  html`<section class="card phone">
    ${qrFigure(elementX(page.serverName, model.address), say(page, 'handOff.qr'))}
    <div>
      <h2>${say(page, 'handOff.phone')}</h2>
      <p>${say(page, 'handOff.phoneHint')}</p>
    </div>
  </section>`

const otherApps = (page: Page, model: HandOffModel): Html => {
  const apps: [string, string][] = [
    [stores.playStore, say(page, 'handOff.android')],
    [stores.appStore, say(page, 'handOff.ios')],
    [model.webUrl, say(page, 'handOff.web')],
    [stores.computer, say(page, 'handOff.computer')],
    [stores.all, say(page, 'handOff.more')],
  ]
  return html`<section class="card stack">
    <h2>${say(page, 'handOff.others')}</h2>
    <p>${say(page, 'handOff.othersHint')}</p>
    <ul class="links">
      ${apps.map(([href, words]) => html`<li><a href="${href}" rel="noreferrer">${words}</a></li>`)}
    </ul>
  </section>`
}

const facts = (page: Page, model: HandOffModel): Html =>
  html`<section class="card stack">
    <h2>${say(page, 'handOff.facts')}</h2>
    <dl>
      <div>
        <dt>${say(page, 'handOff.server')}</dt>
        <dd>${ltr(page.serverName)}</dd>
      </div>
      <div>
        <dt>${say(page, 'handOff.address')}</dt>
        <dd>${ltr(model.address)}</dd>
      </div>
      <div>
        <dt>${say(page, 'handOff.password')}</dt>
        <dd>${say(page, 'handOff.passwordFact')}</dd>
      </div>
      <div>
        <dt>${say(page, 'handOff.key')}</dt>
        <dd>${say(page, 'handOff.keyHint')}</dd>
      </div>
    </dl>
    <p>
      <button type="button" class="small" hidden data-print>${say(page, 'handOff.print')}</button>
    </p>
  </section>`

const rooms = (page: Page): Part =>
  page.community.rooms.length > 0 &&
  html`<section class="card stack">
    <h2>${say(page, 'handOff.rooms')}</h2>
    <ul class="links">
      ${page.community.rooms.map((room) => html`<li><a href="${matrixTo(room)}" rel="noreferrer">${ltr(room)}</a></li>`)}
    </ul>
  </section>`

/** You're in: the address, and the way into an app on this very device. Shows no password. */
export const handOffPage = (page: Page, model: HandOffModel): string => {
  const heading = say(page, 'handOff.heading', { name: capital(model.name) })
  const main = html`<section class="card stack welcome">
      <h1>${heading}</h1>
      <div class="identity">
        <p>${say(page, 'handOff.address')}</p>
        <p class="big">${ltr(model.address)}</p>
        <p class="tools">${copyButton(page, model.address)} ${shareButton(page, model.address)}</p>
        <p class="hint">${say(page, 'handOff.addressHint')}</p>
      </div>
      <h2>${say(page, 'handOff.next')}</h2>
      ${way(page, model)}
    </section>
    ${phoneCode(page, model)} ${facts(page, model)} ${rooms(page)} ${otherApps(page, model)}
    <p class="hint">${say(page, 'handOff.keep')}</p>`
  return layout(page, { title: say(page, 'handOff.title'), name: 'hand-off', main })
}
