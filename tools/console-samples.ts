// Every page of the console with sample data, for the contact sheet and for checks of all pages.
import { type Catalogue, catalogue, openCatalogue } from '../src/i18n/catalogue.ts'
import { readLanguages } from '../src/i18n/languages.ts'
import type { Actor } from '../src/model/actor.ts'
import { makeConsolePaths } from '../src/shared/console-paths.ts'
import { type InviteRow, inviteDefaults } from '../src/store/invite-row.ts'
import { qrSvg } from '../src/http/portal/views/components.ts'
import { activityPage } from '../src/http/console/views/activity.ts'
import { cardsPage } from '../src/http/console/views/cards.ts'
import { healthPage, type HealthModel } from '../src/http/console/views/health.ts'
import { batchPage, manyPage } from '../src/http/console/views/many.ts'
import { membersPage, type MembersModel } from '../src/http/console/views/members.ts'
import { tokensPage, type TokensModel } from '../src/http/console/views/tokens.ts'
import { mailPage } from '../src/http/console/views/mail.ts'
import { ownMessagesPage } from '../src/http/console/views/own-messages.ts'
import { mailTextPage } from '../src/http/console/views/mail-text.ts'
import { mailLanguages } from '../src/mail/words.ts'
import {
  mailSample,
  mailTextSample,
  refusedMail,
  sentMail,
  testedMail,
  waitingMail,
} from './mail-samples.ts'
import { webhooksPage, type WebhooksModel } from '../src/http/console/views/webhooks.ts'
import { peoplePage } from '../src/http/console/views/people.ts'
import { type InvitedAccount } from '../src/store/invited-find.ts'
import { newlyInvited } from '../src/store/invited-accounts.ts'
import { invitedPage } from '../src/http/console/views/invited.ts'
import { personPage } from '../src/http/console/views/person.ts'
import {
  profilePage,
  profilesPage,
  type ProfilesModel,
} from '../src/http/console/views/profiles.ts'
import { problemPage } from '../src/http/console/views/problem.ts'
import { sessionsPage } from '../src/http/console/views/sessions.ts'
import { error, fine, notice, warning } from '../src/shared/finding.ts'
import { Problem } from '../src/shared/errors.ts'
import type { JobSeen } from '../src/store/jobs-overview.ts'
import type { Person } from '../src/store/people-list.ts'
import { homePage, type HomeModel } from '../src/http/console/views/home.ts'
import { invitePage, type InviteModel } from '../src/http/console/views/invite.ts'
import type { Notice } from '../src/http/console/views/notice.ts'
import type { ConsolePage } from '../src/http/console/views/page.ts'
import { linkPage, type SignInModel, signInPage } from '../src/http/console/views/sign-in.ts'
import { typedOf } from '../src/http/console/views/terms-form.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
import { requestScreens } from './request-samples.ts'

const now = Date.UTC(2026, 4, 12, 16)

const operator: Actor = { kind: 'operator', id: '@ruth:garden.example', via: 'console' }
const member: Actor = { kind: 'member', id: '@tomas:garden.example', via: 'console' }

/** Right to left is checked with English in isolates, since no such language of the console exists. */
const catalogueOf = (tag: string): Catalogue<'operator'> =>
  readLanguages('operator').includes(tag)
    ? catalogue('operator', tag)
    : openCatalogue('operator', tag, { 'language.name': 'العربية', 'language.dir': 'rtl' })

const samplePage = (tag: string, actor: Actor | null = operator): ConsolePage => ({
  community: { title: 'Riverside Garden Club', picture: '/static/picture.svg' },
  serverName: 'garden.example',
  timeZone: 'Europe/Lisbon',
  canAsk: true,
  takesNames: true,
  catalogue: catalogueOf(tag),
  languages: readLanguages('operator').map((one) => catalogue('operator', one)),
  paths: makeConsolePaths(''),
  now,
  actor,
})

let count = 0
const invite = (changes: Partial<InviteRow>): InviteRow => ({
  ...inviteDefaults,
  id: `01jt${String((count += 1)).padStart(22, '0')}`,
  code: 'k7wq3mhdx9tp4cvak7wq3mhdx9',
  created_at: now - 3 * day,
  created_by: '@ruth:garden.example',
  ...changes,
})

const choir = invite({
  label: 'Choir, spring concert',
  max_uses: 25,
  used: 3,
  expires_at: now + 12 * day,
  last_used_at: now - 2 * hour,
})

const invites: InviteRow[] = [
  choir,
  invite({
    max_uses: 1,
    expires_at: now + 6 * day,
    created_at: now - 5 * minute,
    created_by: '@tomas:garden.example',
  }),
  invite({
    label: 'جيران الحديقة الجدد',
    used: 1204,
    last_used_at: now - 26 * hour,
    created_by: 'command line',
    created_at: now - 90 * day,
  }),
  invite({
    label:
      'A label of an unusual length, with Donaudampfschifffahrtsgesellschaftskapitänsmütze in it',
    max_uses: 5,
    paused_at: now - hour,
    expires_at: now + day,
    created_by: '@a.very.long.name.of.somebody.who.helps:another-server.example.org',
  }),
  invite({ label: 'Open day', max_uses: 40, opens_at: now + 20 * day, created_by: 'api' }),
  invite({ label: 'Newsletter', max_uses: 2, used: 2, last_used_at: now - 4 * day }),
  invite({
    label: 'Winter',
    max_uses: 9,
    used: 2,
    expires_at: now - 40 * day,
    last_used_at: now - 50 * day,
  }),
  invite({ label: 'Lost on the train', max_uses: 9, revoked_at: now - day }),
]

const linkOf = ({ code }: Pick<InviteRow, 'code'>) => `https://chat.garden.example/join/i/${code}`

const usual = { max_uses: 1, expires_at: now + 7 * day, opens_at: null, label: '' }

const home: HomeModel = {
  usual,
  typed: typedOf({ timeZone: 'Europe/Lisbon' }, usual),
  mistakes: {},
  profiles: ['Friends', 'Guests'],
  mailLanguages: mailLanguages(),
  filter: { state: null, maker: '', text: '' },
  invites,
  linkOf,
  query: '',
  older: '?before=01jt',
  newest: null,
  notice: null,
  guests: [
    {
      redemption_id: '1',
      localpart: 'ana',
      made_at: now - 25 * day,
      ends_at: now + 5 * day,
      extended_at: null,
    },
  ],
  allowance: null,
}

const undo: Notice = {
  word: 'done.paused',
  what: 'Choir, spring concert',
  undo: { action: '/console/invites/1/undo', event: '01jt', back: '', leftMs: 60_000 },
}

const introduction: InviteModel['comers'][number]['introduction'] = [
  { what: 'name', room: null, state: 'done', cause: null },
  { what: 'room', room: '#garden:garden.example', state: 'done', cause: null },
  { what: 'room', room: '#choir:garden.example', state: 'waiting', cause: null },
  {
    what: 'room',
    room: '#board-of-the-garden-and-its-friends:garden.example',
    state: 'left',
    cause: '403 M_FORBIDDEN You are not invited to this room.',
  },
  { what: 'direct_room', room: null, state: 'done', cause: null },
]

const elsewhere: InvitedAccount = {
  ...newlyInvited({
    id: '5',
    invite_id: choir.id,
    invited_by: '@ana:garden.example',
    profile_id: 'club',
    address: '@zoe:example.org',
    attempt: null,
    held_at: now - 3 * hour,
  }),
  state: 'invited',
  place: 'used',
}

const shown: InviteModel = {
  invite: choir,
  link: linkOf(choir),
  qr: qrSvg(linkOf(choir)),
  typed: typedOf({ timeZone: 'Europe/Lisbon' }, choir),
  mistakes: {},
  profiles: ['club', 'guests of the summer school'],
  mails: [sentMail, waitingMail],
  comers: [
    {
      id: '1',
      name: 'ana',
      at: now - 2 * hour,
      state: 'joined',
      introduction,
      openedAt: now - hour,
    },
    {
      id: '2',
      name: 'bo',
      at: now - 26 * hour,
      state: 'awaits_approval',
      introduction: [],
      openedAt: null,
    },
    { id: '3', name: null, at: now - 2 * day, state: 'joined', introduction: [], openedAt: null },
    {
      id: '4',
      name: 'eve',
      at: now - minute,
      state: 'on_the_way',
      introduction: [],
      openedAt: null,
    },
    {
      id: '5',
      name: '@zoe:example.org',
      at: now - 3 * hour,
      state: 'account_invited',
      introduction: [],
      openedAt: null,
    },
    {
      id: '6',
      name: '@max:example.net',
      at: now - 4 * hour,
      state: 'account_refused',
      introduction: [],
      openedAt: null,
    },
  ],
  events: [
    {
      at: now - 26 * hour,
      actor: member,
      kind: 'invite.changed',
      what: { name: 'this invitation', href: null },
      columns: ['max_uses', 'label'],
    },
    {
      at: now - 3 * day,
      actor: operator,
      kind: 'invite.made',
      what: { name: 'this invitation', href: null },
      columns: [],
    },
  ],
  notice: null,
}

const fresh: InviteModel = {
  ...shown,
  invite: { ...choir, label: '', max_uses: 1, used: 0, last_used_at: null, created_at: now },
  comers: [],
  events: shown.events.slice(1),
}

const twelve = ['Ana', 'Bo', 'Céline', 'Dürrenmatt', 'نور', 'Family Ó Briain-Featherstonehaugh']
  .flatMap((label) => [label, `${label} 2`])
  .map((label) => invite({ label, max_uses: 1, expires_at: now + 7 * day }))

const noLinks = { live: 0, until: null, used: null }

const person = (changes: Partial<Person>): Person => ({
  redemption_id: `01ju${String((count += 1)).padStart(22, '0')}`,
  localpart: 'ana',
  invite_id: choir.id,
  invited_by: '@ruth:garden.example',
  made_at: now - 2 * hour,
  ends_at: null,
  grace_ms: 7 * day,
  extended_at: null,
  ended_at: null,
  app_opened_at: now - hour,
  label: choir.label,
  code: choir.code,
  profile: null,
  invite_deleted_at: null,
  ...changes,
})

const people = [
  person({}),
  person({ localpart: 'bo', invited_by: '@ana:garden.example', made_at: now - 26 * hour }),
  person({ localpart: '', label: '', invite_deleted_at: now, made_at: now - 80 * day }),
  person({
    localpart: 'a.guest.with.a.very.long.name.who.came.for.the.summer-school-only',
    invited_by: 'command line',
    profile: 'Guests',
    ends_at: now + 12 * day,
  }),
]

const listed = [
  {
    kind: 'matrix_account',
    account: { ...elsewhere, label: choir.label, code: choir.code, invite_deleted_at: null },
  } as const,
  ...people.map((account) => ({ kind: 'account', account }) as const),
]

const findings: HealthModel['sections'] = [
  {
    title: 'Homeserver',
    findings: [
      fine('answers', 'The homeserver at http://127.0.0.1:8008 answers.'),
      error(
        'open_registration',
        'Anybody can register at the homeserver without an invitation.',
        'Set enable_registration: false in homeserver.yaml, and restart Synapse.',
      ),
      warning('clock', 'Its clock is 40 seconds behind.', 'Run a time service on both machines.'),
    ],
  },
  {
    title: 'Public address',
    findings: [notice('rooms', '#lobby:garden.example is public.', 'Nothing has to be done.')],
  },
]

const job = (kind: string): JobSeen => ({
  id: kind,
  kind,
  key: '',
  payload: '{}',
  created_at: now - day,
  due_at: now,
  attempts: 12,
  claimed_by: null,
  claimed_until: null,
  last_error: 'POST /join: 403 M_FORBIDDEN You are not invited to this room.',
  done_at: null,
  dead_at: now - hour,
  state: 'dead',
})

const session = (id: string, browser: string, seen: number) =>
  ({ id, browser, way: 'password', made_at: now - 3 * day, seen_at: seen }) as const

const none = { older: null, newest: null }
const ways: SignInModel = {
  ways: ['sso', 'password'],
  next: '/console',
  user: 'ana',
  fault: null,
  retryAt: null,
}

const webhook = {
  id: '0'.repeat(26),
  number: 1,
  url: 'https://hooks.garden.example/…',
  events: null,
  state: 'working',
  sent_at: new Date(now - hour).toISOString(),
  failing_since: null,
  cause: null,
  waiting: 0,
  given_up: 0,
  failed: [],
} satisfies WebhooksModel['webhooks'][number]

const undelivered = {
  created_at: now - 2 * day,
  attempts: 8,
  last_error: 'It did not accept the event (HTTP 500)',
  dead_at: now - hour,
}

const webhooks: WebhooksModel = {
  webhooks: [
    webhook,
    {
      ...webhook,
      id: '1'.repeat(26),
      number: 2,
      url: 'https://ntfy.example/…',
      events: ['account.*', 'invite.made'],
      state: 'paused',
      failing_since: new Date(now - 6 * day).toISOString(),
      cause: undelivered.last_error,
      waiting: 2,
      given_up: 1,
      failed: [
        { ...undelivered, id: '01jt2', event: `01jt${'2'.repeat(22)}` },
        { ...undelivered, id: '01jt1', event: `01jt${'1'.repeat(22)}`, attempts: 3, dead_at: null },
      ],
    },
  ],
  tested: { id: '1'.repeat(26), sent: false, cause: 'No response within 5 seconds' },
  notice: { word: 'done.webhookResumed', what: '', undo: null },
}

const members: MembersModel = {
  members: [
    {
      mxid: '@ruth:garden.example',
      role: 'operator',
      source: 'file',
      standing: 'good',
      signedInAt: now,
    },
    {
      mxid: '@tomas:garden.example',
      role: 'moderator',
      source: 'named',
      standing: 'good',
      signedInAt: now - 3 * day,
    },
    {
      mxid: '@a.very.long.name.of.somebody.who.helps:another-server.example.org',
      role: 'member',
      source: 'default',
      standing: 'suspended',
      signedInAt: null,
    },
  ],
  allowance: { perMonth: 3, uses: 1, lastsMs: 7 * day, profile: null, minDays: 7 },
  typed: { perMonth: '3', uses: '1', days: '7', minDays: '7' },
  typedMember: null,
  mistake: null,
  notice: { word: 'done.role', what: '@tomas:garden.example', undo: null },
  ...none,
}

const tokens: TokensModel = {
  tokens: [
    {
      id: '1',
      mxid: '@ruth:garden.example',
      name: 'Newsletter',
      permissions: ['invites:create', 'invites:read'],
      expiresAt: now + 80 * day,
      usedAt: now - hour,
    },
  ],
  offered: ['invites:create', 'invites:read', 'people:read'],
  typed: { name: '', days: '90', member: '', permissions: ['invites:create'] },
  mistake: '',
  secret: null,
  notice: null,
}

const typedProfile = {
  name: '',
  isDefault: false,
  rooms: '',
  greetings: { en: '', pt: '' },
  days: '',
  graceDays: '7',
  directMessage: false,
  pinned: '',
  onlyOperators: false,
  uses: '',
  lasts: '',
}

const profiles: ProfilesModel = {
  notice: null,
  profiles: [
    {
      name: 'club',
      isDefault: true,
      rooms: ['#club:garden.example', '#board:garden.example'],
      greeting: { en: 'Welcome to the club', pt: 'Bem-vindo ao clube' },
      directMessage: true,
      account: null,
    },
    {
      name: 'guests of the summer school',
      isDefault: false,
      rooms: [],
      greeting: {},
      directMessage: false,
      account: { days: 30, graceDays: 7 },
    },
  ],
  typed: typedProfile,
  mistakes: {},
  refusal: null,
  hasDirectRooms: true,
  noEnds: null,
}

const club = {
  name: 'club',
  isStored: true,
  typed: {
    ...typedProfile,
    name: 'club',
    isDefault: true,
    rooms: '#club:garden.example\n#board:garden.example',
    greetings: { en: 'Welcome to the club', pt: 'Bem-vindo ao clube' },
  },
  mistakes: {},
  refusal: null,
  hasDirectRooms: true,
  noEnds: null,
  inUse: null,
  closedRooms: [],
  notice: null,
}

const screens: Record<string, (tag: string) => string> = {
  'console-home': (tag) => homePage(samplePage(tag), home),
  'console-home-full': (tag) =>
    homePage(samplePage(tag), { ...home, invites: Array.from({ length: 12 }, () => choir) }),
  'console-home-first': (tag) => homePage(samplePage(tag), { ...home, invites: [], older: null }),
  'console-home-undo': (tag) =>
    homePage(samplePage(tag), { ...home, notice: undo, newest: '?', invites: invites.slice(0, 2) }),
  'console-home-none': (tag) =>
    homePage(samplePage(tag), {
      ...home,
      filter: { state: 'paused', maker: '@ruth:garden.example', text: 'Summer' },
      invites: [],
      older: null,
    }),
  'console-home-mistakes': (tag) =>
    homePage(samplePage(tag), {
      ...home,
      typed: { ...home.typed, uses: '0', code: 'a b' },
      mistakes: { uses: 'error.uses', expires: 'error.ends_too_early', code: 'error.code' },
    }),
  'console-home-member': (tag) =>
    homePage(samplePage(tag, member), {
      ...home,
      allowance: { left: 2, perMonth: 3, nextAt: null },
      invites: invites.slice(1, 2),
      older: null,
    }),
  'console-home-spent': (tag) =>
    homePage(samplePage(tag, member), {
      ...home,
      allowance: { left: 0, perMonth: 3, nextAt: now + 2 * day },
      invites: invites.slice(1, 2),
      older: null,
    }),
  'console-invite': (tag) => invitePage(samplePage(tag), shown),
  'console-invite-new': (tag) => invitePage(samplePage(tag), fresh),
  'console-invite-paused': (tag) =>
    invitePage(samplePage(tag), {
      ...shown,
      invite: { ...choir, paused_at: now },
      notice: undo,
    }),
  'console-invite-mistakes': (tag) =>
    invitePage(samplePage(tag), {
      ...shown,
      typed: { ...shown.typed, uses: '2' },
      mistakes: { uses: 'error.uses_below_taken' },
    }),
  'console-many': (tag) =>
    manyPage(samplePage(tag), { usual, lines: '', mistake: null, allowance: null, isMailOn: true }),
  'console-many-mistake': (tag) =>
    manyPage(samplePage(tag), {
      usual,
      lines: 'Ana\nBo',
      mistake: { word: 'error.lines_label', line: 2 },
      allowance: { left: 2, perMonth: 3, nextAt: null },
      isMailOn: false,
    }),
  'console-batch': (tag) =>
    batchPage(samplePage(tag), {
      made: twelve.map((one) => ({ invite: one, link: linkOf(one) })),
      path: '/console/many/a-b',
    }),
  'console-cards': (tag) =>
    cardsPage(samplePage(tag), {
      back: '/console/many/a-b',
      cards: twelve.map((one) => ({ invite: one, link: linkOf(one), qr: qrSvg(linkOf(one)) })),
    }),
  'console-people': (tag) =>
    peoplePage(samplePage(tag), {
      people: listed,
      filter: { name: '', inviter: '', kind: '', ends: '' },
      older: '?before=1',
      newest: null,
    }),
  'console-people-none': (tag) =>
    peoplePage(samplePage(tag, member), {
      people: [],
      filter: { name: '', inviter: '', kind: '', ends: '' },
      ...none,
    }),
  'console-person': (tag) =>
    personPage(samplePage(tag), {
      person: people[0] ?? person({}),
      introduction,
      inviter: person({ localpart: 'ruth' }),
      invited: people.slice(1, 3),
      wayBack: null,
      links: { live: 1, until: now + 5 * day, used: null },
      seen: { devices: 2, at: now - hour },
      notice: null,
    }),
  'console-person-link': (tag) =>
    personPage(samplePage(tag, member), {
      person: people[0] ?? person({}),
      introduction: [],
      inviter: null,
      invited: [],
      links: { live: 2, until: now + 7 * day, used: now - 3 * hour },
      seen: { devices: 2, at: now - hour },
      wayBack: {
        link: 'https://garden.example/join/me/3nq7c0m4ta8y2wkz6x5hd9ejrvgb1pfs3nq7c0m4ta8y2wkz6x5h',
        until: now + 7 * day,
        qr: qrSvg(
          'https://garden.example/join/me/3nq7c0m4ta8y2wkz6x5hd9ejrvgb1pfs3nq7c0m4ta8y2wkz6x5h',
        ),
      },
      notice: null,
    }),
  'console-guest': (tag) =>
    personPage(samplePage(tag), {
      person: people[3] ?? person({}),
      introduction: [],
      inviter: null,
      invited: [],
      wayBack: null,
      links: noLinks,
      seen: 'untold',
      notice: { word: 'done.extended', what: 'ana', undo: null },
    }),
  'console-guest-suspended': (tag) =>
    personPage(samplePage(tag, member), {
      person: person({ ends_at: now - day, made_at: now - 4 * day }),
      introduction: [],
      inviter: null,
      invited: [],
      wayBack: null,
      links: noLinks,
      seen: 'untold',
      notice: null,
    }),
  'console-guest-over': (tag) =>
    personPage(samplePage(tag, member), {
      person: person({ ends_at: now - 9 * day, ended_at: now - 2 * day }),
      introduction: [],
      inviter: null,
      invited: [],
      wayBack: null,
      links: noLinks,
      seen: 'untold',
      notice: null,
    }),
  'console-invited': (tag) =>
    invitedPage(samplePage(tag), { row: elsewhere, invite: choir, notice: null }),
  'console-invited-refused': (tag) =>
    invitedPage(samplePage(tag), {
      row: { ...elsewhere, state: 'refused', reason: 'blocks', cause: '403 M_INVITE_BLOCKED' },
      invite: choir,
      notice: null,
    }),
  'console-profiles': (tag) => profilesPage(samplePage(tag), profiles),
  'console-profiles-mistakes': (tag) =>
    profilesPage(samplePage(tag), {
      ...profiles,
      typed: { ...typedProfile, name: 'a/b', rooms: 'lobby', days: '0' },
      mistakes: {
        name: 'error.profile_name',
        rooms: 'error.profile_rooms',
        days: 'error.profile_days',
      },
    }),
  'console-profile': (tag) => profilePage(samplePage(tag), club),
  'console-profile-in-use': (tag) =>
    profilePage(samplePage(tag), {
      ...club,
      noEnds: 'token',
      inUse: 'Open invitations have it: 2. Give them another profile, or close them.',
    }),
  'console-profile-closed': (tag) =>
    profilePage(samplePage(tag), { ...club, closedRooms: ['#board:garden.example'] }),
  'console-activity': (tag) =>
    activityPage(samplePage(tag), {
      events: [
        ...shown.events.map((event) => ({ ...event, what: { name: choir.label, href: '#' } })),
        { at: now, actor: operator, kind: 'session.opened', what: null, columns: [] },
        {
          at: now,
          actor: member,
          kind: 'account.made',
          what: { name: 'ana', href: '#' },
          columns: [],
        },
      ],
      ...none,
    }),
  'console-health': (tag) =>
    healthPage(samplePage(tag), {
      sections: null,
      jobs: [job('introduce'), job('settle')],
      mails: [waitingMail, refusedMail],
      bot: { userId: '@latchkey-bot:garden.example', readAt: now - 5_000 },
      notice: null,
    }),
  'console-health-examined': (tag) =>
    healthPage(samplePage(tag), {
      sections: findings,
      jobs: [],
      mails: [],
      notice: { word: 'done.retried', what: '', undo: null },
    }),
  'console-mail': (tag) => mailPage(samplePage(tag), mailSample),
  'console-mail-tested': (tag) => mailPage(samplePage(tag), testedMail),
  'console-mail-off': (tag) => mailPage(samplePage(tag), { ...mailSample, server: null }),
  'console-mail-text': (tag) => mailTextPage(samplePage(tag), mailTextSample),
  'console-own-mail': (tag) =>
    ownMessagesPage(samplePage(tag), {
      value: 'ana',
      mistake: 'problem.mail_address_invalid',
      isSaved: false,
      isQuiet: false,
    }),
  'console-webhooks': (tag) => webhooksPage(samplePage(tag), { ...webhooks, tested: null }),
  'console-webhooks-tested': (tag) => webhooksPage(samplePage(tag), webhooks),
  'console-webhooks-none': (tag) =>
    webhooksPage(samplePage(tag), { webhooks: [], tested: null, notice: null }),
  'console-members': (tag) => membersPage(samplePage(tag), members),
  'console-members-mistake': (tag) =>
    membersPage(samplePage(tag), {
      ...members,
      allowance: null,
      mistake: { word: 'form.mistakes', detail: 'An expiry is at most 365 days.' },
    }),
  'console-tokens': (tag) => tokensPage(samplePage(tag), tokens),
  'console-tokens-made': (tag) =>
    tokensPage(samplePage(tag), { ...tokens, secret: 'latchkey_0123456789abcdefghjkmnpqrstvwxyz' }),
  'console-tokens-mistake': (tag) =>
    tokensPage(samplePage(tag), {
      ...tokens,
      tokens: [],
      mistake: 'Give at least one permission.',
    }),
  'console-sessions': (tag) =>
    sessionsPage(samplePage(tag), {
      current: '1',
      sessions: [session('1', 'Firefox, Linux', now), session('2', '', now - 26 * hour)],
    }),
  'console-problem': (tag) => problemPage(samplePage(tag, null), new Problem('link_over')),
  'console-sign-in': (tag) => signInPage(samplePage(tag, null), ways),
  'console-sign-in-away': (tag) => signInPage(samplePage(tag, null), { ...ways, ways: ['oauth'] }),
  'console-sign-in-wrong': (tag) =>
    signInPage(samplePage(tag, null), { ...ways, ways: ['password'], fault: 'sign_in_wrong' }),
  'console-sign-in-busy': (tag) =>
    signInPage(samplePage(tag, null), { ...ways, fault: 'homeserver_busy', retryAt: now + hour }),
  'console-sign-in-down': (tag) => signInPage(samplePage(tag, null), { ...ways, ways: null }),
  'console-link': (tag) =>
    linkPage(samplePage(tag, null), { action: '/console/link/x', mxid: '@ana:garden.example' }),
}

for (const [name, screen] of Object.entries(requestScreens)) {
  screens[`console-${name}`] = (tag) => screen(samplePage(tag))
}

export { screens as consoleScreens }
