import type { Grantable } from '../../../core/members/tokens.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { copyButton } from './copy-button.ts'
import { layout } from './layout.ts'
import { type ConsolePage, say, tell } from './page.ts'
import type { Notice } from './notice.ts'
import { author, press, when } from './pieces.ts'

interface SeenToken {
  id: string
  mxid: string
  name: string
  permissions: readonly string[]
  expiresAt: number
  usedAt: number | null
}

export interface TokensModel {
  tokens: readonly SeenToken[]
  /** What a token of this person can be allowed. */
  offered: readonly Grantable[]
  typed: { name: string; days: string; member: string; permissions: readonly string[] }
  /** What the core says of a mistake; '': none. */
  mistake: string
  /** The secret of a token that was just made, shown once. */
  secret: string | null
  notice: Notice | null
}

const row = (page: ConsolePage, token: SeenToken): Html =>
  html`<li>
    <p class="row-name">
      <bdi>${token.name}</bdi>
      ${token.expiresAt <= page.now && html`<span class="chip">${say(page, 'tokens.over')}</span>`}
    </p>
    <p>
      <bdi>${author(page, token.mxid)}</bdi>
      <span class="muted" lang="en" dir="ltr">${token.permissions.join(', ')}</span>
    </p>
    <p class="muted">
      ${
        token.usedAt === null
          ? say(page, 'tokens.unused')
          : tell(page, 'tokens.used', { ago: when(page, token.usedAt) })
      }
      · ${tell(page, 'tokens.ends', { ago: when(page, token.expiresAt) })}
    </p>
    <div class="tools">
      ${press({
        action: `${page.paths.tokens}/end`,
        word: say(page, 'tokens.end'),
        what: token.name,
        hidden: { token: token.id },
      })}
    </div>
  </li>`

const permissionBoxes = (page: ConsolePage, { offered, typed }: TokensModel): Html =>
  html`<fieldset>
    <legend>${say(page, 'tokens.may')}</legend>
    ${offered.map(
      (one) =>
        html`<p class="check">
          <input
            id="may-${one}"
            name="may-${one}"
            type="checkbox"
            value="1"
            ${typed.permissions.includes(one) && { html: 'checked' }}
          />
          <label for="may-${one}">${say(page, `permission.${one}`)} <code>${one}</code></label>
        </p>`,
    )}
  </fieldset>`

const textField = (page: ConsolePage, name: 'name' | 'member', value: string): Html =>
  html`<div class="field">
    <label for="${name}">${say(page, `tokens.${name}`)}</label>
    <input
      id="${name}"
      name="${name}"
      type="text"
      required
      maxlength="255"
      autocomplete="off"
      dir="${name === 'member' ? 'ltr' : 'auto'}"
      value="${value}"
    />
  </div>`

const form = (page: ConsolePage, model: TokensModel): Html => {
  const { typed, mistake } = model
  return html`<details class="card" ${mistake !== '' && { html: 'open' }}>
    <summary>${say(page, 'tokens.new')}</summary>
    <form class="stack terms" method="post" action="${page.paths.tokens}">
      ${
        mistake !== '' &&
        html`<div class="summary" role="alert">
          <p>${say(page, 'form.mistakes')}</p>
          <p lang="en" dir="ltr">${mistake}</p>
        </div>`
      }
      ${textField(page, 'name', typed.name)}
      ${page.actor?.id === null && textField(page, 'member', typed.member)}
      <div class="field">
        <label for="days">${say(page, 'tokens.days')}</label>
        <input
          id="days"
          name="days"
          type="number"
          min="1"
          max="365"
          step="1"
          inputmode="numeric"
          required
          value="${typed.days}"
        />
      </div>
      ${permissionBoxes(page, model)}
      <button type="submit" class="main">${say(page, 'tokens.make')}</button>
    </form>
  </details>`
}

const made = (page: ConsolePage, secret: string | null): Part =>
  secret !== null &&
  html`<section class="card stack" role="status">
    <div class="field">
      <label for="secret">${say(page, 'tokens.secret')}</label>
      <p class="hint" id="secret-hint">${say(page, 'tokens.once')} ${say(page, 'tokens.how')}</p>
      <input
        id="secret"
        type="text"
        readonly
        dir="ltr"
        value="${secret}"
        data-select
        aria-describedby="secret-hint"
      />
    </div>
    <p class="tools">${copyButton(page, { text: secret, words: say(page, 'tokens.copy') })}</p>
  </section>`

/** Tokens with which somebody's own programs use the API. */
export const tokensPage = (page: ConsolePage, model: TokensModel): string => {
  const { tokens, secret } = model
  return layout(page, {
    title: say(page, 'nav.tokens'),
    notice: model.notice,
    main: html`<h1>${say(page, 'nav.tokens')}</h1>
      <p>${say(page, 'tokens.what')}</p>
      ${made(page, secret)} ${form(page, model)}
      ${
        tokens.length === 0
          ? html`<p class="empty">${say(page, 'tokens.none')}</p>`
          : html`<ul class="rows tokens">
              ${tokens.map((token) => row(page, token))}
            </ul>`
      }`,
  })
}
