import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openApi } from './support/api.ts'
import { make, refusal } from './support/api-steps.ts'
import { needs } from './support/parts.ts'

const hour = 3_600_000

for (const kind of ['SQLite', 'PostgreSQL'] as const) {
  describe(
    `the API makes and changes invitations on ${kind}`,
    kind === 'PostgreSQL' ? needs('postgres') : {},
    () => {
      test('an invitation without options takes the defaults of the configuration', async () => {
        await using api = await openApi(kind)
        const answer = await api.ask('POST', '/api/v1/invites')
        const { json } = answer
        assert.equal(answer.status, 201)
        assert.equal(answer.headers.get('location'), `/api/v1/invites/${json.id}`)
        assert.equal(json.link, `https://example.org/join/i/${json.code}`)
        assert.equal(json.code.length, 26)
        assert.deepEqual(
          [json.uses, json.used, json.held, json.status, json.label, json.created_by],
          [1, 0, 0, 'active', '', 'api'],
        )
        assert.equal(json.created_at, '2030-05-01T12:00:00.000Z')
        assert.equal(json.expires_at, '2030-05-03T12:00:00.000Z')
        assert.equal(json.opens_at, null)
      })

      test('an invitation has the values of its request', async () => {
        await using api = await openApi(kind)
        const json = await make(api, {
          uses: null,
          label: 'Chœur de 18 h',
          code: 'Summer-Party',
          opens: '2030-06-01',
          expires: '2030-06-30',
        })
        assert.deepEqual(
          [json.uses, json.label, json.code],
          [null, 'Chœur de 18 h', 'Summer-Party'],
        )
        // A date without a time is a day in the operator's zone: its start or its end.
        assert.equal(json.opens_at, '2030-05-31T22:00:00.000Z')
        assert.equal(json.expires_at, '2030-06-30T21:59:59.999Z')
        assert.equal(json.status, 'scheduled')
        assert.match((await make(api, { words: true })).code, /^[a-z]+(-[a-z]+){4}$/)
        assert.equal((await make(api, { expires: 'never' })).expires_at, null)
      })

      test('an instant can be a date, a date with a time, or a duration from now', async () => {
        await using api = await openApi(kind)
        const moments = {
          '2030-12-31T18:00:00Z': '2030-12-31T18:00:00.000Z',
          '2030-12-31T18:00:00.5+02:00': '2030-12-31T16:00:00.500Z',
          '2030-12-31T18:00': '2030-12-31T17:00:00.000Z',
          '2032-02-29': '2032-02-29T22:59:59.999Z',
          '90m': '2030-05-01T13:30:00.000Z',
          P2D: '2030-05-03T12:00:00.000Z',
          PT48H: '2030-05-03T12:00:00.000Z',
        }
        for (const [expires, at] of Object.entries(moments)) {
          assert.equal((await make(api, { expires })).expires_at, at, expires)
        }
        for (const expires of ['2031-02-29', '2030-13-01', '2030-01-01T25:00', 'soon', '', '0h']) {
          assert.equal(
            await refusal(api, 'POST', '/api/v1/invites', { expires }),
            '422 input_invalid',
            expires,
          )
        }
      })

      test('the default lifetime starts when the invitation opens', async () => {
        await using api = await openApi(kind)
        const json = await make(api, { opens: 'P7D' })
        assert.equal(Date.parse(json.expires_at) - Date.parse(json.opens_at), 48 * hour)
      })

      test('an invitation that would end before it opens is rejected', async () => {
        await using api = await openApi(kind)
        for (const body of [{ expires: '2030-04-30' }, { opens: 'P2D', expires: 'P1D' }]) {
          assert.equal(await refusal(api, 'POST', '/api/v1/invites', body), '409 ends_too_early')
        }
      })

      test('a code is unique, even after its invitation is deleted', async () => {
        await using api = await openApi(kind)
        const { id } = await make(api, { code: 'Party' })
        const again = () => refusal(api, 'POST', '/api/v1/invites', { code: 'Party' })
        assert.equal(await again(), '409 code_in_use')
        const deleted = await api.ask('DELETE', `/api/v1/invites/${id}`)
        assert.deepEqual([deleted.status, deleted.text], [204, ''])
        assert.equal(await again(), '409 code_in_use')
      })

      test('a deleted invitation is in no list and at no address', async () => {
        await using api = await openApi(kind)
        const { id } = await make(api)
        await api.ask('DELETE', `/api/v1/invites/${id}`)
        const path = `/api/v1/invites/${id}`
        assert.equal(await refusal(api, 'GET', path), '404 invite_unknown')
        assert.equal(await refusal(api, 'PATCH', path, { uses: 2 }), '404 invite_unknown')
        assert.equal(await refusal(api, 'DELETE', path), '404 invite_unknown')
        for (const act of ['pause', 'resume', 'revoke']) {
          assert.equal(await refusal(api, 'POST', `${path}/${act}`), '404 invite_unknown')
        }
        assert.deepEqual((await api.ask('GET', '/api/v1/invites')).json, {
          invites: [],
          next: null,
        })
      })

      test('an invalid id is answered with 404', async () => {
        await using api = await openApi(kind)
        for (const id of ['x', 'a%00b', '%ff', '%zz', 'ABCDEFGHIJKLMNOP', '..%2f..']) {
          assert.equal(await refusal(api, 'GET', `/api/v1/invites/${id}`), '404 not_found')
        }
      })

      test('a paused invitation can be resumed, a revoked one cannot', async () => {
        await using api = await openApi(kind)
        const { id } = await make(api)
        const act = async (name: string) =>
          (await api.ask('POST', `/api/v1/invites/${id}/${name}`)).json
        assert.equal((await act('pause')).status, 'paused')
        assert.equal((await act('resume')).status, 'active')
        const revoked = await act('revoke')
        assert.deepEqual(
          [revoked.status, revoked.revoked_at],
          ['revoked', '2030-05-01T12:00:00.000Z'],
        )
        assert.equal((await act('resume')).status, 'revoked')
      })

      test('a change sets the named fields and keeps the others', async () => {
        await using api = await openApi(kind)
        const made = await make(api, { label: 'Choir', uses: 3 })
        const path = `/api/v1/invites/${made.id}`
        const { json } = await api.ask('PATCH', path, { body: { uses: null, expires: 'never' } })
        assert.deepEqual(json, { ...made, uses: null, free: null, expires_at: null })
        const renamed = await api.ask('PATCH', path, { body: { label: '', opens: '2h' } })
        assert.deepEqual([renamed.json.label, renamed.json.status], ['', 'scheduled'])
        const opened = await api.ask('PATCH', path, { body: { opens: 'never' } })
        assert.deepEqual([opened.json.opens_at, opened.json.status], [null, 'active'])
        assert.equal(await refusal(api, 'PATCH', path, {}), '422 input_invalid')
        assert.equal(await refusal(api, 'PATCH', path, { code: 'new' }), '422 input_invalid')
        assert.equal(
          await refusal(api, 'PATCH', path, { expires: '2030-01-01' }),
          '409 ends_too_early',
        )
      })

      test('a value that a database cannot store is rejected first', async () => {
        await using api = await openApi(kind)
        for (const label of ['a\0b', 'two\nlines', '\ud800', 'x'.repeat(201)]) {
          assert.equal(
            await refusal(api, 'POST', '/api/v1/invites', { label }),
            '422 input_invalid',
          )
        }
        assert.equal(await refusal(api, 'GET', '/api/v1/invites?label=%00'), '422 input_invalid')
        // The limit of 200 counts characters, not bytes or code units.
        assert.equal((await make(api, { label: '🎶'.repeat(200) })).label.length, 400)
      })
    },
  )
}
