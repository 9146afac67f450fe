import assert from 'node:assert/strict'
import { test } from 'node:test'
import { code, samplePage, screens, invitationText } from '../../../../tools/samples.ts'
import { accountPage } from './account.ts'
import { handOffPage } from './hand-off.ts'
import { screenNames } from './layout.ts'
import { alreadyOnMatrixPage } from './matrix.ts'
import { stateOf, statePage } from './state.ts'

const rules = {
  passwords: { minLength: 10, maxLength: 72 },
}
const requires = { password: true, email: false }
const account = {
  code,
  name: '',
  ...rules,
  problems: [],
  suggestions: [],
  requires,
  terms: [],
  attempt: null,
  forName: null,
}
const page = samplePage('en')

test('every page says its language, its direction and that it isn’t for search engines', () => {
  for (const screen of Object.values(screens)) {
    assert.match(screen(samplePage('ar')), /<html lang="ar" dir="rtl">/)
    assert.match(screen(samplePage('pt-BR')), /<html lang="pt-BR" dir="ltr">/)
    assert.match(screen(page), /<meta name="robots" content="noindex"/)
    assert.match(screen(page), /<meta property="og:title" content="[^"]+"/)
  }
})

test('every page has a sample', () => {
  const shown = Object.values(screens).map((screen) => screen(page))
  const lacking = screenNames.filter(
    (name) => !shown.some((text) => text.includes(`<body class="${name}"`)),
  )
  assert.deepEqual(lacking, [], 'add a sample to tools/samples.ts')
})

test('nothing is inline: no style, script, handler or data', () => {
  for (const screen of Object.values(screens)) {
    assert.doesNotMatch(screen(page), /\sstyle=|<style|<script>|\son\w+=|(href|src)="data:/)
  }
})

test('what others typed never becomes markup', () => {
  const evil = `"><script>alert('&')</script>`
  const theirs = { title: evil, description: evil, picture: evil, rules: evil }
  const bad = { ...samplePage('en', theirs), serverName: evil }
  const texts = [
    invitationText(bad, {
      code: evil,
      greeting: { en: evil },
      expiresAt: null,
      places: null,
      left: 0,
      qr: true,
      email: false,
      accounts: true,
    }),
    accountPage(bad, {
      ...account,
      code: evil,
      name: evil,
      problems: [{ field: 'name', code: 'name_taken' }],
      suggestions: [evil],
    }),
    alreadyOnMatrixPage(bad, { code: evil, address: evil, rooms: [evil] }),
    handOffPage(bad, {
      awaitsApproval: true,
      endsAt: null,
      link: evil,
      until: 0,
      opened: '/me/x/opened',
      forget: evil,
      name: evil,
      address: evil,
      platform: 'desktop',
      rooms: [{ room: evil, state: 'open' }],
      greeting: { en: evil },
      webUrl: evil,
      afterUrl: evil,
    }),
    statePage(bad, { state: 'already_yours', address: evil, back: evil }),
  ]
  for (const text of texts) assert.doesNotMatch(text, /<script>|alert\('/)
})

test('the form keeps the name, never has a password, and ties each error to its field', () => {
  const text = accountPage(page, {
    ...account,
    name: 'ana',
    problems: [{ field: 'password', code: 'password_common' }],
  })
  assert.match(text, /id="name"[^>]*value="ana"/)
  assert.match(text, /id="password"[^>]*aria-invalid="true"/)
  assert.match(text, /aria-describedby="password-error password-hint"/)
  assert.match(text, /role="alert" tabindex="-1" autofocus/)
  assert.doesNotMatch(text, /type="password"[^>]*value=/)
})

test('password managers find what they look for', () => {
  const text = accountPage(page, account)
  assert.match(text, /autocomplete="username"/)
  assert.match(
    text,
    /type="password"[^>]*minlength="10"[^>]*passwordrules="minlength: 10; maxlength: 72;"[^>]*autocomplete="new-password"/,
  )
})

test('the second password field is there only where there is no script', () => {
  const text = accountPage(page, account)
  assert.match(text, /<noscript>[\s\S]*name="confirm"[\s\S]*<\/noscript>/)
  assert.doesNotMatch(text.replace(/<noscript>[\s\S]*<\/noscript>/, ''), /name="confirm"/)
})

test('the hand-off has one main button, whatever the device', () => {
  for (const name of Object.keys(screens).filter((one) => one.startsWith('hand-off'))) {
    assert.equal(screens[name]?.(page).match(/class="button main"/g)?.length, 1, name)
  }
})

test('an address of this very server is sent to sign in', () => {
  const text = alreadyOnMatrixPage(page, { code, address: ' @ana:garden.example ', rooms: [] })
  assert.match(text, /is an account here already/)
})

test('a community without rooms sends people back to who invited them', () => {
  const text = alreadyOnMatrixPage(page, { code, address: '@ana:example.org', rooms: [] })
  assert.match(text, /The rooms here aren’t listed/)
})

test('every problem has a page, and those that newcomers never meet a general one', () => {
  assert.equal(stateOf('invite_expired'), 'invite_expired')
  assert.equal(stateOf('database_unavailable'), 'internal')
  assert.equal(stateOf('uses_below_taken'), 'bad_request')
})
