import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { openOldPortal, SECRET } from '../matrix-registration/old-portal.ts'
import { onDatabase } from '../support/databases.ts'
import { needs, postgresDatabase } from '../support/parts.ts'
import { type Kind, openPortal } from '../support/portal.ts'
import { openPortero } from '../support/portero.ts'
import { bytesLike, headerLike, holds, textLike } from './kit.ts'

interface Words {
  paths: readonly string[]
  headers: readonly string[]
  bodies: readonly string[]
}

const types = [
  'application/x-www-form-urlencoded',
  'application/json',
  'multipart/form-data; boundary=x',
]
const headerNames = [
  'accept-language',
  'authorization',
  'content-type',
  'cookie',
  'forwarded',
  'origin',
]
const moreNames = [
  'host',
  'sec-fetch-site',
  'x-forwarded-for',
  'x-forwarded-proto',
  'user-agent',
  'range',
]

/** Raw requests: well-formed HTTP with any content. */
function requests({ paths, headers, bodies }: Words): fc.Arbitrary<Buffer> {
  const method = fc.constantFrom(
    'GET',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'HEAD',
    'OPTIONS',
    'TRACE',
  )
  const path = textLike([...paths, '/', '?', '=', '&', ...odd, '..', '//', '#'], 12_000)
  const line = fc.tuple(
    fc.constantFrom(...headerNames, ...moreNames),
    headerLike([...headers, ...types]),
  )
  return fc
    .tuple(
      method,
      path,
      fc.array(line, { maxLength: 4 }),
      bytesLike([...bodies, ...odd, ...oddInJson, '=', '&', '{', '"']),
    )
    .map(([verb, where, lines, body]) => {
      const target = `/${where.replaceAll(/[^!-~]/g, '')}`.slice(0, 12_000)
      const named = Object.entries(Object.fromEntries(lines)).map(
        ([name, value]) => `${name}: ${value}`,
      )
      const head = [
        `${verb} ${target} HTTP/1.1`,
        ...named,
        ...(named.some((one) => one.startsWith('host:')) ? [] : ['host: localhost']),
        `content-length: ${body.length}`,
        'connection: close',
      ]
      return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body])
    })
}

/** Every answer is complete: never a 500, never a stack trace. */
async function answers(url: string, words: Words, share = 1): Promise<void> {
  const { port } = new URL(url)
  await holds(
    requests(words),
    async (request) => {
      const socket = connect(Number(port), '127.0.0.1')
      // After the answer, the connection of an unread body may be cut.
      socket.on('error', () => undefined)
      socket.write(request)
      const answer = (await buffer(socket).catch(() => Buffer.alloc(0))).toString()
      const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0)
      assert.ok((status >= 200 && status < 500) || status === 503, answer.slice(0, 300))
      assert.doesNotMatch(answer, /\bat .*\.[tj]s:\d+|TypeError/)
    },
    share,
  )
}

/** Characters that no text may contain, and numbers that are no instant. */
const odd = ['%', '%00', '%ED%A0%80', '%FF']
const oddInJson = ['\\u0000', '\\ud800', '8640000000000001', '9007199254740991', '1e999', '-1']

const databases: readonly Kind[] = ['SQLite', 'PostgreSQL']

const fields = ['name', 'password', 'confirm', 'email', 'terms', 'ana', '+', '%C3%A9']

for (const database of databases) {
  const parts = onDatabase(database, needs('synapse'))
  test(`the public listener answers every request, on ${database}`, parts, async () => {
    await using portal = await openPortal({ database })
    const { code } = await portal.invite({ uses: null })
    const paths = [
      'i',
      code,
      'account',
      'name',
      'matrix',
      'qr.svg',
      'welcome',
      'static',
      'style.css',
    ]
    await answers(portal.url, {
      paths: [...paths, 'lang', 'code', 'address', 'done', 'robots.txt'],
      headers: [
        'latchkey_attempt=',
        'latchkey_welcome=',
        'latchkey_language=',
        'de',
        ';',
        ',',
        'null',
      ],
      bodies: fields,
    })
  })

  test(`the private listener answers every request, on ${database}`, parts, async () => {
    const secret = 'operators-only-0123456789'
    const limits = { failedSecrets: { points: 1_000_000, per: 1_000 } }
    await using portal = await openPortal({ database, settings: { admin: { secret }, limits } })
    const { id } = await portal.invite()
    const paths = [
      'api/v1',
      'invites',
      id,
      'redemptions',
      'resolve',
      'pause',
      'limit',
      'after',
      'label',
    ]
    await answers(portal.privateUrl, {
      paths: [...paths, 'health', 'ready', 'metrics', 'openapi.json', 'page.css'],
      headers: [`Bearer ${secret}`, 'Bearer ', 'Basic ', '127.0.0.1', '[::1]:', '@'],
      bodies: [
        '"uses"',
        ':',
        '1e99',
        'null',
        '"expires"',
        '"48h"',
        '"label"',
        '"code"',
        '[',
        ']',
        '}',
        ',',
      ],
    })
  })

  test(`matrix-registration's URLs answer every request, on ${database}`, parts, async () => {
    const keys = database === 'PostgreSQL' ? { db: await postgresDatabase() } : {}
    await using portal = await openOldPortal({ keys })
    const { json } = await portal.call('POST', '/api/token', {})
    const name = typeof json['name'] === 'string' ? json['name'] : ''
    const paths = [
      'register',
      'api',
      'token',
      'api/token',
      name,
      'version',
      'health',
      'static',
      'i',
    ]
    await answers(portal.url, {
      paths: [
        ...paths,
        '_synapse/admin/v1/registration_tokens',
        'new',
        'token=',
        'lang=',
        'valid=',
      ],
      headers: [`SharedSecret ${SECRET}`, 'Bearer ', 'SharedSecret', ';', ','],
      bodies: [
        ...fields,
        'username',
        'token',
        name,
        '"max_usage"',
        ':',
        'true',
        '1e99',
        '"expiration_date"',
        '"2030-12-31"',
        '}',
        '--x',
        '\r\n',
        'Content-Disposition: form-data; name=',
      ],
    })
  })

  test(`portero's URLs answer every request, on ${database}`, parts, async () => {
    const isSqlite = database === 'SQLite'
    const added = isSqlite ? [] : [`latchkey.database.url = ${await postgresDatabase()}`]
    await using portero = await openPortero({ added })
    const token = await portero.mint()
    const words = {
      paths: ['signup', token, 'token=', 'logo', 'css', 'i', 'account'],
      headers: ['de', ';', ','],
      bodies: [...fields, 'userName', 'password0', 'password1', 'token', token],
    }
    await answers(portero.publicUrl, words, 0.5)
  })
}
