import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/load.ts'
import { foldCode, isCode } from '../../src/core/invites/code.ts'
import { readName } from '../../src/core/redemption/name-rules.ts'
import { parseDuration, parseInstant } from '../../src/shared/time.ts'
import { openSealed, seal } from '../../src/http/kit/cookies.ts'
import { networkOf, trustedProxies, visitorAddress } from '../../src/shared/visitor-address.ts'
import { languages } from '../../src/i18n/catalogue.ts'
import { negotiate } from '../../src/i18n/negotiate.ts'
import { headerLike, holds, textLike } from './kit.ts'

const units = [
  'P',
  'T',
  'D',
  'W',
  'h',
  'm',
  'ms',
  ' ',
  'hours',
  'minute',
  '-',
  '.',
  '1',
  'Infinity',
]
const dates = ['2030-12-31', 'T', ' ', ':00', '24:00', 'Z', '+02:00', ',', 'Dec', '31', 'am', 'GMT']

test('any text is a duration of whole milliseconds, or no duration', () =>
  holds(textLike(units), (text) => {
    const ms = parseDuration(text)
    assert.ok(ms === null || (Number.isSafeInteger(ms) && ms >= 0))
  }))

test('any text is an instant with a date, “never”, or no instant', () =>
  holds(textLike([...units, ...dates, 'never']), (text) => {
    for (const timeZone of ['UTC', 'Europe/Berlin']) {
      const at = parseInstant(text, { now: 1e12, timeZone, bareDate: 'end' })
      assert.ok(at === undefined || at === null || !Number.isNaN(new Date(at).getTime()))
    }
  }))

test('a folded code doesn’t change when it is folded again', () =>
  holds(
    textLike(['/i/', '?token=', 'o0', 'Il1', '-', '–', '.', '~', ' ', 'ﬁ', 'İ', '%']),
    (text) => {
      const folded = foldCode(text)
      if (isCode(text)) assert.equal(foldCode(folded), folded)
      assert.equal(typeof readName(text, 'example.org'), 'string')
    },
  ))

test('any Accept-Language, cookie and link lead to an existing language', () => {
  const words = ['de', 'pt-BR', 'zh-Hant-HK', '*', ';q=', '0.5', ',', '-', 'x', ' ', 'constructor']
  return holds(textLike(words), (text) => {
    const wishes = { query: text, cookie: text, acceptLanguage: text }
    assert.ok(languages.includes(negotiate(wishes, languages, 'en')))
  })
})

test('with any X-Forwarded-For and Forwarded the visitor is an address', () => {
  const words = [
    '10.0.0.1',
    '::1',
    '[2001:db8::1]:80',
    ',',
    'for=',
    '"',
    ';',
    'unknown',
    '%eth0',
    '.',
  ]
  const isTrusted = trustedProxies(['10.0.0.0/8', 'unix', '::/0'])
  return holds(headerLike(words), (text) => {
    for (const name of ['x-forwarded-for', 'forwarded']) {
      const header = (asked: string) => (asked === name ? text : undefined)
      const address = visitorAddress('10.0.0.1', header, isTrusted)
      assert.ok(address !== null && isIP(address) > 0, String(address))
      assert.match(networkOf(address), /^[0-9a-f.:]+(\/64)?$/)
    }
  })
})

test('without the key nobody can forge a sealed cookie', () => {
  const content = { name: 'ana', until: 2e12 }
  const good = seal(content, 'key')
  assert.deepEqual(openSealed(good, 'key', 1e12), content)
  return holds(textLike([good, ...good.split('.'), '.', 'A', '=']), (text) => {
    const opened = openSealed(text, 'key', 1e12)
    if (opened !== null) assert.deepEqual(opened, content)
  })
})

test('any text is a configuration, or named problems', () => {
  const words = [
    'homeserver:\n',
    '  url: ',
    'http://x',
    '- ',
    '&a ',
    '*a',
    '{',
    ']',
    '"',
    '\n',
    '!!js ',
    ': ',
  ]
  const more = [
    'limits:\n  wrong_codes: 20 per minute\n',
    '<<: ',
    '__proto__: ',
    '|\n',
    '\t',
    '%YAML',
  ]
  return holds(textLike([...words, ...more], 5_000), async (text) => {
    const loaded = await loadConfig({ path: 'any.yaml', text, env: {}, cwd: '/' })
    assert.ok('problems' in loaded && loaded.problems.length > 0)
  })
})

test('any environment is a configuration, or named problems', () => {
  const words = [
    '20 per minute',
    'unix:',
    '[::1]:',
    '127.0.0.1',
    '#',
    ',',
    '48h',
    'sqlite:',
    '(a+)+$',
  ]
  const names = [
    'PUBLIC_LISTEN',
    'LIMITS_WRONG_CODES',
    'PROXIES_TRUSTED',
    'NAMES_PATTERN',
    'DATABASE_URL',
  ]
  return holds(textLike(words, 5_000), async (text) => {
    const env = Object.fromEntries(names.map((name) => [`LATCHKEY_${name}`, text]))
    const loaded = await loadConfig({ path: null, env, cwd: '/' })
    assert.ok('problems' in loaded && loaded.problems.length > 0)
  })
})
