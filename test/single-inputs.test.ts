import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { describe, test } from 'node:test'
import {
  writeOldDatabase,
  callApi,
  openOldPortal,
  type OldPortal,
  type OldRow,
  SECRET,
} from './matrix-registration/old-portal.ts'
import { onDatabase } from './support/databases.ts'
import { needs, postgresDatabase } from './support/parts.ts'
import { openPortal, type Kind } from './support/portal.ts'
import { openPortero, newFolder } from './support/portero.ts'
import { json, output, workplace, configuration, site } from './support/command.ts'

const kinds: readonly Kind[] = ['SQLite', 'PostgreSQL']

const apiSecret = 'operators-only-0123456789'

/** Forbidden characters, as encoded in a path or form and in JSON. */
const escaped = ['%00', 'a%00b', '%ED%A0%80', '%ed%b0%80x', '%FF']
const inJson = ['"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"a\\udc00"']

interface Call {
  method: string
  path: string
  body?: string
  headers?: Record<string, string>
}

const synapsePath = '/_synapse/admin/v1/registration_tokens'

const asBearer = { authorization: `Bearer ${SECRET}` }

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const asJson = { 'content-type': 'application/json', authorization: `Bearer ${apiSecret}` }

/** All of these must be refused. */
async function refuses(url: string, calls: readonly Call[]): Promise<void> {
  for (const { method, path, body, headers = {} } of calls) {
    const reply = await fetch(url + path, {
      method,
      headers,
      redirect: 'manual',
      ...(body !== undefined && { body }),
    })
    const text = await reply.text()
    const what = `${method} ${path} ${body ?? ''}: ${reply.status} ${text.slice(0, 200)}`
    assert.ok(reply.status < 500, what)
    assert.doesNotMatch(text, /\bat .*\.[tj]s:\d+|invalid byte sequence/, what)
  }
}

function assertNothingFailed(log: string): void {
  assert.doesNotMatch(log, /A request failed|database failed|invalid byte sequence|RangeError/)
}

describe('a NUL or a lone surrogate', needs('synapse'), () => {
  for (const database of kinds) {
    test(
      `is refused at every entry point of a portal on ${database}`,
      onDatabase(database),
      async () => {
        const settings = { admin: { secret: apiSecret } }
        await using portal = await openPortal({ database, settings })
        const { code, id } = await portal.invite({ uses: null })
        await refuses(
          portal.url,
          escaped.flatMap((odd) => [
            { method: 'GET', path: `/i/${odd}` },
            { method: 'GET', path: `/i?code=${odd}` },
            { method: 'GET', path: `/i/${odd}/account` },
            { method: 'GET', path: `/i/${code}/name?name=${odd}` },
            { method: 'GET', path: `/i/${code}/matrix?address=${odd}` },
            { method: 'GET', path: `/?lang=${odd}` },
            { method: 'GET', path: `/static/${odd}` },
            { method: 'GET', path: '/', headers: { cookie: `latchkey_language=${odd}` } },
            { method: 'GET', path: '/welcome', headers: { cookie: `latchkey_welcome=${odd}` } },
            {
              method: 'POST',
              path: `/i/${code}/account`,
              body: `name=${odd}&password=${odd}&email=${odd}&terms=${odd}`,
              headers: { ...form, cookie: `latchkey_attempt=${odd}` },
            },
          ]),
        )
        await refuses(
          portal.privateUrl,
          inJson.flatMap((odd) => [
            { method: 'POST', path: '/api/v1/invites', body: `{"label":${odd}}`, headers: asJson },
            { method: 'POST', path: '/api/v1/invites', body: `{"code":${odd}}`, headers: asJson },
            {
              method: 'POST',
              path: '/api/v1/invites',
              body: `{"expires":${odd}}`,
              headers: asJson,
            },
            { method: 'POST', path: '/api/v1/invites', body: `{${odd}:1}`, headers: asJson },
            {
              method: 'PATCH',
              path: `/api/v1/invites/${id}`,
              body: `{"label":${odd}}`,
              headers: asJson,
            },
          ]),
        )
        await refuses(
          portal.privateUrl,
          escaped.flatMap((odd) => [
            { method: 'GET', path: `/api/v1/invites?label=${odd}`, headers: asJson },
            { method: 'GET', path: `/api/v1/invites?before=${odd}`, headers: asJson },
            { method: 'GET', path: `/api/v1/invites/${odd}`, headers: asJson },
            { method: 'GET', path: `/api/v1/redemptions?after=${odd}`, headers: asJson },
            {
              method: 'POST',
              path: `/api/v1/redemptions/${odd}/resolve`,
              body: '{}',
              headers: asJson,
            },
          ]),
        )
        assertNothingFailed(portal.logged())
      },
    )

    test(`is refused at every entry point of matrix-registration on ${database}`, async () => {
      await using portal = await openOld(database)
      const headers = { authorization: `SharedSecret ${SECRET}` }
      const api = [
        { at: '/api/token', headers },
        { at: '/token', headers },
        { at: synapsePath, headers: asBearer },
      ]
      await refuses(
        portal.url,
        escaped.flatMap((odd) => [
          { method: 'GET', path: `/register?token=${odd}` },
          { method: 'GET', path: `/register/i/${odd}` },
          { method: 'POST', path: '/register', body: `token=${odd}&username=ana`, headers: form },
          { method: 'POST', path: '/register', body: `username=${odd}&token=x`, headers: form },
          ...api.flatMap(({ at, headers: secret }) => {
            const call = { path: `${at}/${odd}`, headers: secret }
            return [
              { ...call, method: 'GET' },
              { ...call, method: 'PUT', body: '{"disable":true}' },
              { ...call, method: 'PATCH', body: '{"disabled":true}' },
              { ...call, method: 'DELETE' },
            ]
          }),
        ]),
      )
      await refuses(
        portal.url,
        inJson.flatMap((odd) => [
          {
            method: 'POST',
            path: `${synapsePath}/new`,
            body: `{"token":${odd}}`,
            headers: asBearer,
          },
          { method: 'POST', path: '/api/token', body: `{"expiration_date":${odd}}`, headers },
          { method: 'POST', path: '/api/token', body: `{"max_usage":${odd}}`, headers },
        ]),
      )
      assertNothingFailed(portal.logged())
    })

    test(
      `is refused at every entry point of portero on ${database}`,
      onDatabase(database),
      async () => {
        const added =
          database === 'PostgreSQL' ? [`latchkey.database.url = ${await postgresDatabase()}`] : []
        await using portero = await openPortero({ added })
        await refuses(
          portero.publicUrl,
          escaped.flatMap((odd) => [
            { method: 'GET', path: `/signup/?token=${odd}` },
            { method: 'POST', path: '/signup/', body: `token=${odd}`, headers: form },
            {
              method: 'POST',
              path: '/signup/complete/',
              body: `token=${odd}&user_name=${odd}&password=x`,
              headers: form,
            },
          ]),
        )
        assertNothingFailed(portero.stderr())
      },
    )
  }

  test('in a database of the old program omits the affected value and nothing else', async () => {
    const cwd = newFolder()
    const path = join(cwd, 'db.sqlite3')
    writeOldDatabase(path, [
      ['Good', null, 0, 0, 0],
      ['Nu\0l', null, 0, 0, 0],
    ])
    const db = new DatabaseSync(path, { enableForeignKeyConstraints: false })
    db.prepare('insert into ips values (1, ?), (2, ?)').run('192.0.2.7', '192.0\0.2.8')
    db.prepare('insert into association values (?, ?), (?, ?)').run(
      '192.0.2.7',
      'Good',
      '192.0\0.2.8',
      'Good',
    )
    db.close()
    await using portal = await openOldPortal({ cwd })
    const { json: good } = await portal.call('GET', '/api/token/Good')
    assert.deepEqual(good['ips'], ['192.0.2.7'])
    const { json: all } = await portal.call('GET', '/api/token')
    assert.equal(Object.keys(all).length, 1)
  })

  test('is refused on the command line, also from a file of arguments', async () => {
    await using place = await workplace(configuration(site))
    await place.write('label', 'invite\n--label\na\0b\n')
    await place.write('code', 'invites\nshow\na\0b\n')
    for (const args of [['@label'], ['@code'], ['invites', 'show', '\ud800']]) {
      const { code, stderr } = await place.runHere(...args)
      assert.ok(code === 1 || code === 2, stderr)
      assert.doesNotMatch(stderr, /\n\s+at |Error:/)
    }
  })
})

async function openOld(database: Kind): Promise<OldPortal> {
  const keys = database === 'PostgreSQL' ? { db: await postgresDatabase() } : {}
  return openOldPortal({ keys })
}

/** Numbers that are not valid instants, or have a year beyond four digits. */
const noMoments = [8640000000000001, 8640000000000000, 9007199254740991, 253402300800000]

describe('a number that is not a valid instant', needs('synapse'), () => {
  for (const database of kinds) {
    test(
      `is refused by the calls for Synapse's tokens on ${database}`,
      onDatabase(database),
      async () => {
        await using portal = await openOld(database)
        const call = (method: string, path: string, body?: unknown) =>
          callApi(portal.url, method, synapsePath + path, body, asBearer.authorization)
        const made = await call('POST', '/new', { token: 'good' })
        assert.equal(made.status, 200)
        for (const expiry of [...noMoments, 1e300, 1.5, -1]) {
          for (const [method, where] of [
            ['POST', '/new'],
            ['PUT', '/good'],
          ] as const) {
            const reply = await call(method, where, { expiry_time: expiry })
            assert.equal(reply.status, 400, String(expiry))
            assert.equal(reply.json['errcode'], 'M_INVALID_PARAM')
          }
        }
        for (const uses of [9007199254740991, 1e15, 1e300]) {
          const reply = await call('POST', '/new', { uses_allowed: uses })
          assert.equal(reply.status, 400)
          assert.equal((await portal.call('POST', '/api/token', { max_usage: uses })).status, 400)
        }
        assert.equal((await call('GET', '')).status, 200)
        assertNothingFailed(portal.logged())
      },
    )

    test(
      `in a row of an older version fails no list, page or command on ${database}`,
      onDatabase(database),
      async () => {
        const cwd = newFolder()
        const url = database === 'PostgreSQL' ? await postgresDatabase() : `sqlite:${cwd}/x.db`
        const settings = { admin: { secret: apiSecret } }
        await using portal = await openPortal({ databaseUrl: url, settings })
        const odd = [...noMoments, -8640000000000001, -9007199254740991]
        const codes = []
        for (const at of odd) {
          const { id, code } = await portal.invite({ uses: null })
          codes.push(code)
          const columns = { expires_at: at, opens_at: at, created_at: at, last_used_at: at }
          await portal.app.db.updateTable('invites').set(columns).where('id', '=', id).execute()
          await portal.app.db.updateTable('events').set({ at }).where('subject', '=', id).execute()
          // Two open attempts; the account of one was requested.
          for (const asked of [null, at]) {
            const name = `odd${codes.length}${asked === null ? '' : 'asked'}`
            await sql`insert into redemptions (id, invite_id, localpart, held_at, asked_at)
            values (${id.slice(0, -1) + (asked === null ? '0' : '1')}, ${id}, ${name}, ${at}, ${asked})`.execute(
              portal.app.db,
            )
          }
        }
        for (const code of codes) {
          for (const path of [`/i/${code}`, `/i/${code}/account`, `/i/${code}/matrix`]) {
            assert.ok((await fetch(portal.url + path)).status < 500, path)
          }
        }
        const list = await fetch(`${portal.privateUrl}/api/v1/invites`, { headers: asJson })
        assert.equal(list.status, 200)
        const { invites }: { invites: { expires_at: string }[] } = JSON.parse(await list.text())
        assert.equal(invites.length, odd.length)
        for (const one of invites) assert.match(one.expires_at, /^\d{4}-\d\d-\d\dT.*Z$/)
        const at = `${configuration(site)}database:\n  url: ${url}\ntimezone: Asia/Tokyo\n`
        await using place = await workplace(at)
        assert.match(output(await place.runHere('invites', 'list')), /9999/)
        for (const code of codes) json(await place.runHere('invites', 'show', code, '--json'))
        for (const code of codes) output(await place.runHere('invites', 'show', code))
        output(await place.runHere('redemptions', 'list'))
        const open = await fetch(`${portal.privateUrl}/api/v1/redemptions`, { headers: asJson })
        assert.equal(open.status, 200, await open.text())
        assert.match((await place.runHere('doctor')).stdout, /^Database\n/m)
        assertNothingFailed(portal.logged())
      },
    )
  }

  test('in a database of the old program is imported as a date that can be shown', async () => {
    const rows: OldRow[] = [
      ['Far', '9999-12-31 23:59:59.999999', 0, 0, 0],
      ['Beyond', '99999-01-01 00:00:00', 0, 0, 0],
      ['Early', '0001-01-02 00:00:00', 0, 0, 0],
      ['Many', null, 9007199254740991, 9007199254740991, 0],
    ]
    await using portal = await openOldPortal({ tokens: rows })
    const list = await portal.call('GET', '/api/token')
    assert.equal(list.status, 200)
    assert.equal(Object.keys(list.json).length, rows.length)
    const synapses = await callApi(
      portal.url,
      'GET',
      synapsePath,
      undefined,
      asBearer.authorization,
    )
    assert.equal(synapses.status, 200)
    assertNothingFailed(portal.logged())
  })

  test('never results from addition: an invitation that opens in year 9999 ends in it', async () => {
    await using place = await workplace(configuration(`${site}invites:\n  default_expiry: 3650d\n`))
    const made = json(await place.runHere('invite', '--opens', '9999-06-01', '--json'))
    assert.equal(made['expires_at'], '9999-12-31T23:59:59.999Z')
  })
})
