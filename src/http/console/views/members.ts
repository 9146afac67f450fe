import type { Allowance } from '../../../core/members/set-allowance.ts'
import { type Role, type RoleSource } from '../../../model/member.ts'
import { roles } from '../../../core/members/name-role.ts'
import type { Standing } from '../../../ports/sign-in.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import { type ConsolePage, may, say, tell, type Word } from './page.ts'
import type { Notice } from './notice.ts'
import { press, when } from './pieces.ts'
import { turns, type Turns } from './turns.ts'

interface SeenMember {
  mxid: string
  role: Role
  source: RoleSource
  standing: Standing
  signedInAt: number | null
}

/** The form of the allowance as it was typed; days and counts as text. */
export interface TypedAllowance {
  perMonth: string
  uses: string
  days: string
  minDays: string
}

export interface MembersModel extends Turns {
  members: readonly SeenMember[]
  /** Null: members may invite nobody. */
  allowance: Allowance | null
  typed: TypedAllowance
  /** Whom a role could not be given to, as typed; null: the mistake, if any, is in the allowance. */
  typedMember: string | null
  mistake: { word: Word; detail: string } | null
  notice: Notice | null
}

const roleOptions = (page: ConsolePage, chosen: Role | null): Part => [
  ...roles.map(
    (role) =>
      html`<option value="${role}" ${role === chosen && { html: 'selected' }}>
        ${say(page, `role.${role}`)}
      </option>`,
  ),
  html`<option value="" ${chosen === null && { html: 'selected' }}>
    ${say(page, 'role.asTold')}
  </option>`,
]

const roleForm = (page: ConsolePage, { mxid, role, source }: SeenMember): Html =>
  html`<form class="tools" method="post" action="${page.paths.members}/role">
    <input type="hidden" name="member" value="${mxid}" />
    <select name="role" aria-label="${say(page, 'members.roleOf', { who: mxid })}">
      ${roleOptions(page, source === 'named' ? role : null)}
    </select>
    <button type="submit" class="small">
      ${say(page, 'members.set')}<span class="hidden"> ${mxid}</span>
    </button>
  </form>`

const row = (page: ConsolePage, member: SeenMember): Html => {
  const { mxid, role, source, standing, signedInAt } = member
  return html`<li>
    <p class="row-name">
      <bdi dir="ltr" class="address">${mxid}</bdi>
      ${standing !== 'good' && html`<span class="chip" data-state="revoked">${say(page, `standing.${standing}`)}</span>`}
    </p>
    <p>
      ${say(page, `role.${role}`)} <span class="muted">${say(page, `roleSource.${source}`)}</span>
    </p>
    <p class="muted">
      ${
        signedInAt === null
          ? say(page, 'members.never')
          : tell(page, 'members.signedIn', { ago: when(page, signedInAt) })
      }
    </p>
    ${may(page, 'roles:write') && source !== 'file' ? roleForm(page, member) : html`<span></span>`}
  </li>`
}

const newRole = (page: ConsolePage, typed: string | null): Html =>
  html`<details class="card" ${typed !== null && { html: 'open' }}>
    <summary>${say(page, 'members.new')}</summary>
    <form class="stack terms" method="post" action="${page.paths.members}/role">
      <div class="field">
        <label for="member">${say(page, 'members.address')}</label>
        <p class="hint" id="member-hint">${say(page, 'members.address.hint')}</p>
        <input
          id="member"
          name="member"
          type="text"
          value="${typed ?? ''}"
          required
          maxlength="255"
          dir="ltr"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          aria-describedby="member-hint"
        />
      </div>
      <div class="field">
        <label for="role">${say(page, 'members.role')}</label>
        <select id="role" name="role">
          ${roleOptions(page, 'moderator')}
        </select>
      </div>
      <button type="submit" class="main">${say(page, 'members.give')}</button>
    </form>
  </details>`

const day = 24 * 3_600_000

const allowanceSentence = (page: ConsolePage, allowance: Allowance | null): Part =>
  allowance === null
    ? say(page, 'allowance.none')
    : say(page, 'allowance.some', {
        perMonth: allowance.perMonth,
        uses: allowance.uses,
        days: Math.round(allowance.lastsMs / day),
        minDays: allowance.minDays,
      })

const numberField = (page: ConsolePage, name: keyof TypedAllowance, value: string): Html =>
  html`<div class="field">
    <label for="${name}">${say(page, `allowance.${name}`)}</label>
    <input
      id="${name}"
      name="${name}"
      type="number"
      min="${name === 'minDays' ? 0 : 1}"
      step="1"
      inputmode="numeric"
      required
      value="${value}"
    />
  </div>`

const allowanceForm = (page: ConsolePage, model: MembersModel): Html => {
  const { allowance, typed, mistake, typedMember } = model
  const isOpen = mistake !== null && typedMember === null
  return html`<details ${isOpen && { html: 'open' }}>
      <summary>${say(page, allowance === null ? 'allowance.begin' : 'act.change')}</summary>
      <form class="stack terms" method="post" action="${page.paths.members}/allowance">
        ${Object.entries(typed).map(([name, value]) =>
          numberField(page, name as keyof TypedAllowance, String(value)),
        )}
        <button type="submit" class="main">${say(page, 'allowance.set')}</button>
      </form>
    </details>
    ${
      allowance !== null &&
      press({
        action: `${page.paths.members}/allowance`,
        word: say(page, 'allowance.end'),
        hidden: { end: '1' },
      })
    }`
}

/** Who may do what here, and what members may invite by themselves. */
export const membersPage = (page: ConsolePage, model: MembersModel): string => {
  const { members, allowance, mistake } = model
  return layout(page, {
    title: say(page, 'members.title'),
    part: 'members',
    notice: model.notice,
    main: html`<h1>${say(page, 'members.title')}</h1>
      ${
        mistake !== null &&
        html`<div class="summary" role="alert">
          <p>${say(page, mistake.word)}</p>
          ${mistake.detail !== '' && html`<p lang="en" dir="ltr">${mistake.detail}</p>`}
        </div>`
      }
      <section class="card stack">
        <h2>${say(page, 'allowance.title')}</h2>
        <p>${allowanceSentence(page, allowance)}</p>
        ${may(page, 'allowances:write') && allowanceForm(page, model)}
      </section>
      ${may(page, 'roles:write') && newRole(page, model.typedMember)}
      ${
        members.length === 0
          ? html`<p class="empty">${say(page, 'members.none')}</p>`
          : html`<ul class="rows members">
              ${members.map((member) => row(page, member))}
            </ul>`
      }
      <p class="hint">${say(page, 'members.asOf')}</p>
      ${turns(page, page.paths.members, model)}`,
  })
}
