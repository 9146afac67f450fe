import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { optionNamed, refused } from '../../test/support/refused-value.ts'
import { options } from './options.ts'
import { describeProblem } from './problem.ts'

/** Written, and what was meant: null where nothing can be meant. */
const MEANT: Record<string, Record<string, string | null>> = {
  'public.url': {
    'example.org/join': 'https://example.org/join',
    '//example.org': 'https://example.org',
    'localhost:20000': 'http://localhost:20000',
    'htps://example.org': 'https://example.org',
    'https//example.org': 'https://example.org',
    'https:\\\\example.org\\join': 'https://example.org/join',
    'ftp://example.org': 'https://example.org',
    'https://https://example.org': 'https://example.org',
    'https://example.org/our club': 'https://example.org/our%20club',
    'https://example.org?a=b': 'https://example.org',
    'https://ana@example.org/join': 'https://example.org/join',
    'https://example.org/@ana': 'https://example.org/%40ana',
    'http://fe80::1': 'http://[fe80::1]',
    'http://::1:20000': 'http://[::1]:20000',
    'https://example,org': 'https://example.org',
    '"https://example.org"': 'https://example.org',
    "'example.org'": 'https://example.org',
    '<https://example.org>,': 'https://example.org',
    'https://example.org/join # ours': 'https://example.org/join',
    'https://example.org:99999': null,
    'mailto:ana@example.org': null,
  },
  'homeserver.url': {
    'http://127.0.0.1:8008/_matrix/client': 'http://127.0.0.1:8008',
    'synapse:8008': 'http://synapse:8008',
  },
  'homeserver.kind': {
    dendrit: 'dendrite',
    continuwuity: 'registration-token',
    'MAS token': 'mas-token',
  },
  'homeserver.server_name': {
    'https://example.org/': 'example.org',
    '@ana:example.org': 'example.org',
    'ana@example.org': 'example.org',
    'example.org/_matrix': 'example.org',
    'a..org': 'a.org',
    '.example.org': 'example.org',
    'm\u00fcnchen.example': 'xn--mnchen-3ya.example',
    '2001:db8::1': '[2001:db8::1]',
    'example.org:99999': 'example.org',
    '\u200bexample.org': 'example.org',
    123: null,
  },
  'homeserver.timeout': { 15: '15s', '10 minutes': '5 minutes', '0.5m': '30 seconds' },
  'homeserver.settle_after': { automatic: 'auto' },
  'mas.client_id': { '01J44QC8 BCY7': '01J44QC8BCY7' },
  'public.listen': {
    20000: '127.0.0.1:20000',
    ':20000': '127.0.0.1:20000',
    localhost: 'localhost:20000',
    '::1': '[::1]:20000',
    '::1:8080': '[::1]:8080',
    '*:8080': '0.0.0.0:8080',
    'http://127.0.0.1:8080/': '127.0.0.1:8080',
    '127.0.0.1 8080': '127.0.0.1:8080',
    '/run/latchkey/public.sock': 'unix:/run/latchkey/public.sock',
    '127.0.0.1:65536': null,
  },
  // What others may reach has to be allowed, so 0.0.0.0 is no correction here.
  'private.listen': { '*:20001': null, 20001: '127.0.0.1:20001' },
  'public.socket_mode': { 'rw-rw----': '0660', 'u=rw,g=rw': '0660', '02660': '0660', '0888': null },
  'public.socket_group': { 'www data': 'www-data' },
  'community.title': { 'Our\nChoir': 'Our Choir' },
  'community.accent': {
    green: '#008000',
    'rgb(11, 110, 79)': '#0b6e4f',
    '#0b6e4fff': '#0b6e4f',
    '#Ob6e4f': '#0b6e4f',
    '0x0b6e4f': '#0b6e4f',
    '#12345': null,
  },
  'community.rooms': {
    'choir:example.net': '#choir:example.net',
    '#choir': '#choir:example.org',
    'https://matrix.to/#/%23choir%3Aexample.net?via=a': '#choir:example.net',
    'matrix:r/choir:example.net': '#choir:example.net',
    '#a:b.org #c:d.org': '#a:b.org, #c:d.org',
    '["#a:b.org", "#c:d.org"]': '#a:b.org, #c:d.org',
    '- #a:b.org\n- #c:d.org': '#a:b.org, #c:d.org',
    '#a:b.org, c:d.org, e': '#a:b.org, #c:d.org, #e:example.org',
    '@ana:b.org': null,
  },
  'invites.default_expiry': {
    48: '48h',
    'two days': '2 days',
    'a week': '1 week',
    '1 month': '30 days',
    P1Y: 'P365D',
    P2H: 'PT2H',
    '1.5h': '1 hour 30 minutes',
    '1 hour and 30 minutes': '1 hour 30 minutes',
    '2d1w': '9 days',
    '48hrs': '48 hours',
    '3 dyas': '3 days',
    '36:00': '1 day 12 hours',
    'for 2 days': '2 days',
    forever: 'never',
    '10s': '1 minute',
    soon: null,
  },
  'invites.default_uses': { infinite: 'unlimited', '1,000': '1000', 'five people': '5' },
  'passwords.min_length': {
    ten: '10',
    '10 characters': '10',
    '1e1': '10',
    '12.0': '12',
    7: '8',
    '\uff11\uff10': '10',
  },
  'passwords.refuse_guessable': {
    yes: 'true',
    off: 'false',
    1: 'true',
    flase: 'false',
    maybe: null,
  },
  'names.pattern': { '[a-z\\_]+': '[a-z_]+', '(?P<a>[a-z]+)': '(?<a>[a-z]+)', '(': null },
  language: { German: 'de', français: 'fr', en_GB: 'en-GB', klingon: null },
  timezone: {
    berlin: 'Europe/Berlin',
    'New York': 'America/New_York',
    'UTC+2': '+02:00',
    'Mars/Olympus': null,
  },
  'proxies.trusted': {
    localhost: '127.0.0.1, ::1',
    '127.0.0.1 ::1': '127.0.0.1, ::1',
    '127.0.0.1:8080': '127.0.0.1',
    '192.168.0.0/255.255.0.0': '192.168.0.0/16',
    '10.0.0.*': '10.0.0.0/24',
    '010.0.0.1': '10.0.0.1',
    'unix:/run/nginx.sock': 'unix',
    '10.0.0.0/33': null,
    nginx: null,
  },
  'console.operators': {
    'ana@example.net': '@ana:example.net',
    ana: '@ana:example.org',
    'https://matrix.to/#/@ana:example.net': '@ana:example.net',
    '#choir:example.net': null,
  },
  'console.moderators_from': { 'choir:example.net': '#choir:example.net' },
  'private.hosts': { 'http://registration:5000/': 'registration:5000' },
  'limits.wrong_codes': {
    '20/10m': '20 per 10m',
    '10r/m': '10 per m',
    'ten requests per minute': '10 per minute',
    '20 a minute': '20 per minute',
    '5 per month': '5 per 30 days',
    '5 per 10ms': '5 per 1 second',
    off: null,
  },
  'log.level': { warning: 'warn', verbose: 'debug', debg: 'debug', loud: null },
  'log.format': { text: 'human' },
}

test('a refusal says why, and what was meant where something can be meant', async () => {
  for (const [key, values] of Object.entries(MEANT)) {
    for (const [value, meant] of Object.entries(values)) {
      const found = (await refused(optionNamed(key), value)) ?? assert.fail(`${key}: ${value}`)
      assert.equal(found.meant, meant === null ? null : `"${meant}"`, describeProblem(found))
      assert.match(found.fault, /, (which|where "[^]*") \S/, `${key}: ${value}`)
    }
  }
})

/** Values with slips: parts of right ones, with what people add, leave out or confuse. */
const slips = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Object.values(MEANT).flatMap((values) => Object.keys(values))),
      fc.constantFrom(...options.flatMap(({ default: usual, example }) => usual ?? example ?? [])),
      fc.constantFrom(
        '"',
        ' ',
        '/',
        ':',
        '#',
        ',',
        '.',
        '-',
        '@',
        '%',
        '[',
        ']',
        '0',
        '\u200b',
        '\n',
      ),
      fc.string({ maxLength: 8 }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join(''))
  // An empty variable counts as not set.
  .filter((value) => value !== '')

const shown = options.filter(({ secret }) => !secret)

test('what a refusal offers is always taken, and every refusal has a reason', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...shown), slips, async (option, value) => {
      const found = await refused(option, value)
      if (found === undefined) return
      assert.match(found.fault, /^is (empty|"[^]*", (which|where "[^]*") \S)/)
      if (found.meant === null) return
      assert.equal(await refused(option, found.meant.slice(1, -1)), undefined, found.meant)
    }),
    { numRuns: 2000 },
  )
})
