// Every page and state with sample data, for the contact sheet and for checks of all pages.
import { catalogue } from '../src/i18n/catalogue.ts'
import { makePaths } from '../src/shared/paths.ts'
import { accountPage, type AccountModel } from '../src/http/portal/views/account.ts'
import { handOffPage, type HandOffModel } from '../src/http/portal/views/hand-off.ts'
import { handOverPage } from '../src/http/portal/views/hand-over.ts'
import { homePage } from '../src/http/portal/views/home.ts'
import { type InvitationModel, invitationPage } from '../src/http/portal/views/invitation.ts'
import { type InvitedModel, invitedPage } from '../src/http/portal/views/matrix-invited.ts'
import { alreadyOnMatrixPage } from '../src/http/portal/views/matrix.ts'
import type { Page } from '../src/http/portal/views/page.ts'
import { statePage, stateNames } from '../src/http/portal/views/state.ts'
import { askScreens } from './ask-samples.ts'

export const code = 'k7wq-3mhd-x9tp-4cva'
const friday = Date.UTC(2026, 5, 12, 16)

const community = {
  title: 'Riverside Garden Club',
  description: 'We swap seeds, tools and good advice among the sixty plots by the river.',
  picture: '/static/picture.svg',
  rules: `Be kind. Everybody here was new once.

- What is said here stays here.
- Ask before you post pictures of people.
- No selling, except for too many courgettes.

Questions go to Ruth or Tomás; both read along every day.`,
}

/** The common parts of all sample pages in one language. */
export const samplePage = (tag: string, changes: Partial<Page['community']> = {}): Page => ({
  community: { ...community, ...changes },
  serverName: 'garden.example',
  timeZone: 'Europe/Lisbon',
  canAsk: true,
  makesAccounts: true,
  catalogue: catalogue('newcomer', tag),
  paths: makePaths(''),
})

const account: AccountModel = {
  code,
  name: '',
  passwords: { minLength: 10, maxLength: 72 },
  problems: [],
  suggestions: [],
  requires: { password: true, email: false },
  terms: [],
  attempt: null,
  forName: null,
}

const failed: AccountModel = {
  ...account,
  name: 'ana',
  problems: [
    { field: 'name', code: 'name_taken' },
    { field: 'password', code: 'password_common' },
  ],
  suggestions: ['ana-garden', 'ana.m', 'ana27'],
}

const corrected: AccountModel = {
  ...account,
  name: 'ana',
  problems: [{ field: 'name', code: 'name_part', part: '@mail.example', offer: 'ana' }],
}

/** Additional fields that a homeserver may require. */
const wishful: AccountModel = {
  ...account,
  requires: { password: true, email: true },
  terms: [{ id: 'rules:1', name: 'House rules', url: 'https://garden.example/terms' }],
}

const greeting = {
  en: 'Welcome to the choir. Bring a cup.',
  de: 'Willkommen im Chor. Bring eine Tasse mit.',
}
const rooms = ['#welcome:garden.example', '#seeds-and-swaps:garden.example']
const roomStates = [
  { room: '#garden:garden.example', state: 'joined' as const },
  { room: '#welcome:garden.example', state: 'coming' as const },
  { room: '#seeds-and-swaps:garden.example', state: 'open' as const },
]

const invited: InvitedModel = {
  code,
  address: '@ana:example.org',
  said: null,
  attempt: null,
  space: '#welcome:garden.example',
}

const newcomer: HandOffModel = {
  name: 'ana',
  address: '@ana:garden.example',
  platform: 'desktop',
  rooms: roomStates,
  greeting,
  webUrl: 'https://chat.garden.example',
  afterUrl: null,
  awaitsApproval: false,
  endsAt: null,
  link: 'https://garden.example/join/me/3nq7c0m4ta8y2wkz6x5hd9ejrvgb1pfs3nq7c0m4ta8y2wkz6x5h',
  until: friday,
  opened: '/me/3nq7/opened',
  forget: '/me/3nq7/forget',
}

const invitation = {
  code,
  greeting,
  expiresAt: friday,
  places: 20,
  left: 12,
  qr: true,
  email: false,
  accounts: true,
}

/** The invitation page, which is rendered as bytes. */
export const invitationText = (page: Page, model: InvitationModel): string =>
  new TextDecoder().decode(invitationPage(page, model))

const screens: Record<string, (page: Page) => string> = {
  home: homePage,
  invitation: (page) => invitationText(page, invitation),
  'invitation-for-one': (page) =>
    invitationText(samplePage(page.catalogue.tag, { picture: null, description: '', rules: '' }), {
      ...invitation,
      places: 1,
      left: 1,
      qr: true,
      email: true,
      accounts: true,
    }),
  'invitation-for-all': (page) =>
    invitationText(page, { ...invitation, expiresAt: null, places: null }),
  account: (page) => accountPage(page, account),
  'account-for-name': (page) => accountPage(page, { ...account, forName: 'ana' }),
  'account-failed': (page) => accountPage(page, failed),
  'account-corrected': (page) => accountPage(page, corrected),
  'account-wishes': (page) => accountPage(page, wishful),
  'account-elsewhere': (page) =>
    accountPage(page, { ...account, requires: { password: false, email: false } }),
  'hand-over': (page) =>
    handOverPage(page, {
      name: 'ana',
      url: 'https://account.garden.example/register/password?username=ana',
      code: 'g4LHyNTl7BaO',
      done: '?done',
      isWaiting: false,
    }),
  matrix: (page) => alreadyOnMatrixPage(page, { code, address: '', rooms }),
  'matrix-failed': (page) => alreadyOnMatrixPage(page, { code, address: 'ana', rooms }),
  'matrix-invite': (page) =>
    alreadyOnMatrixPage(page, {
      code,
      address: '',
      rooms,
      invites: { attempt: null, isInvalid: false },
    }),
  'matrix-invite-failed': (page) =>
    alreadyOnMatrixPage(page, {
      code,
      address: 'ana',
      rooms,
      invites: { attempt: null, isInvalid: true },
    }),
  'matrix-sent': (page) => invitedPage(page, invited),
  'matrix-unreachable': (page) => invitedPage(page, { ...invited, said: 'unreachable' }),
  'matrix-rooms': (page) => alreadyOnMatrixPage(page, { code, address: '@ana:example.org', rooms }),
  'hand-off-desktop': (page) => handOffPage(page, newcomer),
  'hand-off-android': (page) => handOffPage(page, { ...newcomer, platform: 'android' }),
  'hand-off-ios': (page) => handOffPage(page, { ...newcomer, platform: 'ios' }),
  'hand-off-unknown': (page) => handOffPage(page, { ...newcomer, platform: 'unknown' }),
  'hand-off-after': (page) =>
    handOffPage(page, { ...newcomer, afterUrl: 'https://garden.example/hello' }),
  ...askScreens,
  'asked-let-in': (page) =>
    accountPage(page, {
      ...account,
      name: 'ana',
      letIn: { sentence: 'Come in, Ana.', until: friday },
    }),
}

for (const state of stateNames) {
  screens[`state-${state}`] = (page) =>
    statePage(page, {
      state,
      at: friday,
      places: 20,
      retryAfter: 300,
      address: newcomer.address ?? '',
      back: page.paths.account(code),
      ...(state === 'forget_me' && { next: page.paths.forgetMe(code) }),
    })
}

export { screens }
