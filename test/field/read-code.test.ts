import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { randomCode, randomWords } from '../../src/core/invites/code.ts'
import { readCode } from '../../src/core/invites/read-code.ts'
import { holds, textLike } from '../fuzz/kit.ts'

const site = 'https://chat.example.org/join'

const bytes = fc.uint8Array({ minLength: 26, maxLength: 26 })
const generated = fc.oneof(
  bytes.map((drawn) => randomCode(() => drawn)),
  bytes.map((drawn) => randomWords(() => drawn)),
)
const operators = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,9}(?:-[a-z0-9]{1,9}){0,3}$/)

const base64 = (text: string) => Buffer.from(text).toString('base64url')
const escaped = (text: string, sign: string) =>
  encodeURIComponent(text).replaceAll('-', '%2D').replaceAll('%', sign)
const quoted = (text: string) =>
  text.replaceAll('=', '=3D').replaceAll(/.{30}/g, (line) => `${line}=\r\n`)

/** What stands around a code alone, as people and programs put it there. */
const signs = ['X', 'X)', 'X*', 'X.', '<X>', '[X]', '**X**', '`X`', '„X“,', ' X\n', 'X\u200b']
const tails = ['X&utm_source=mail', 'X?lang=de', 'X%29', 'X%E2%80%8B', '\u202aX\u202c', 'X%252a']

/** What becomes of a link that is passed on. */
const passed: Record<string, (link: string) => string> = {
  sentence: (link) => `Hi Ana! Join us here: ${link}. See you there.`,
  markdown: (link) => `[Join us](${link})`,
  'angle brackets': (link) => `<${link}>`,
  parameters: (link) => `${link}${link.includes('?') ? '&' : '?'}utm_source=mail#top`,
  'quoted-printable': quoted,
  'soft breaks in a form field': (link) => quoted(`Join: ${link}`).replaceAll('\r\n', ''),
  'escaped three times': (link) => encodeURIComponent(encodeURIComponent(encodeURIComponent(link))),
  redirect: (link) => `https://click.example/i/abc?u=${encodeURIComponent(link)}&data=05%7C01`,
  'another escape sign': (link) => `https://scan.example/?d=x&u=${escaped(link, '-')}&m=1`,
  'slashes as underscores': (link) =>
    `https://scan.example/v2/url?u=${escaped(link, '-').replaceAll('-2F', '_')}&d=x`,
  'within underscores': (link) => `https://scan.example/v3/__${link}__;!!a1$`,
  base64: (link) => `https://click.example/c/01hzy8c3m4n5p6q7r8s9t0v1w2x/${base64(link)}/z`,
  'base64 of JSON': (link) => {
    const json = JSON.stringify({ u: 1, url: link }).replaceAll('/', '\\/')
    return `https://click.example/t?p=${encodeURIComponent(Buffer.from(json).toString('base64'))}`
  },
}

const linksOf = (code: string) => [`${site}/i/${code}`, `${site}/i/${code}/account`]

/** A code is found whatever its case and separators become; the first candidate is always the text. */
function assertFound(text: string, code: string) {
  const candidates = readCode(text, site)
  assert.ok(candidates.length <= 2, text)
  assert.equal(candidates.at(-1), code, text)
  assert.equal(readCode(code, site).at(-1), code)
}

describe('whatever is given as a code or a link is read by one rule', () => {
  test('a code is found alone, with any signs around it', () =>
    holds(fc.oneof(generated, operators), (code) => {
      for (const around of [...signs, ...tails]) {
        assertFound(around.replace('X', code), code)
      }
    }))

  test('a code is found in a link of ours, however it was passed on', () =>
    holds(
      fc.tuple(fc.oneof(generated, operators), fc.constantFrom(...Object.values(passed))),
      ([code, pass]) => {
        for (const link of [...linksOf(code), `${site}/register?token=${code}`]) {
          assertFound(pass(link), code)
        }
      },
    ))

  test('a generated code is found in any text and in links of an older address', () =>
    holds(fc.tuple(generated, fc.constantFrom(...Object.values(passed))), ([code, pass]) => {
      assertFound(pass(`https://old.example/i/${code}`), code)
      assertFound(`(The code for you, "${code}", is valid for a week.)`, code)
    }))

  test('a guess beside a valid code is no candidate', () =>
    holds(fc.tuple(generated, operators), ([code, guess]) => {
      for (const text of [`${guess} ${code}`, `${code}\n/i/${guess}`, `/i/${guess}?u=${code}`]) {
        assert.ok(!readCode(text, site).includes(guess), text)
      }
    }))

  test('in a text without a code nothing is found', () => {
    const words = ['see you', ' ', ', ', 'https://x.example/a?b=c#d ', 'ana@example.org ', '100 % ']
    const text = fc.array(fc.constantFrom(...words), { minLength: 1 }).map((all) => all.join(''))
    return holds(text, (inner) => {
      const given = `Dear all, ${inner} yours`
      assert.deepEqual(readCode(given, site), given.length > 255 ? [] : [given])
    })
  })

  test('any text has at most two candidates; what was found is read as itself', () =>
    holds(
      textLike([...signs, '/i/', 'token=', '%25', '=\r\n', '-3A__', 'chat.example.org']),
      (text) => {
        const candidates = readCode(text, site)
        assert.ok(candidates.length <= 2)
        const found = candidates.at(-1)
        if (found !== undefined) assert.equal(readCode(found, site)[0], found)
      },
    ))
})
