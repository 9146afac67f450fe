import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { commitAtPress } from '../src/core/redemption/commit.ts'
import { openApi } from './support/api.ts'
import { hold, make, refusal } from './support/api-steps.ts'
import { needs } from './support/parts.ts'

const hour = 3_600_000

for (const kind of ['SQLite', 'PostgreSQL'] as const) {
  describe(
    `the API lists and shows on ${kind}`,
    kind === 'PostgreSQL' ? needs('postgres') : {},
    () => {
      test('uses never go below the places that are used or held', async () => {
        await using api = await openApi(kind)
        const { id } = await make(api, { uses: 3 })
        const path = `/api/v1/invites/${id}`
        await commitAtPress(api.app, await hold(api, id, 'ana'), {})
        await hold(api, id, 'ben')
        assert.equal(await refusal(api, 'PATCH', path, { uses: 1 }), '409 uses_below_taken')
        assert.equal((await api.ask('PATCH', path, { body: { uses: 2 } })).json.uses, 2)
      })

      test('an invitation shows who joined and which attempts are still open', async () => {
        await using api = await openApi(kind)
        const { id } = await make(api, { uses: 5 })
        const path = `/api/v1/invites/${id}`
        await commitAtPress(api.app, await hold(api, id, 'ana'), {})
        const open = await hold(api, id, 'ben')
        const { json } = await api.ask('GET', path)
        assert.deepEqual([json.used, json.held], [1, 1])
        assert.equal(json.last_used_at, '2030-05-01T12:00:00.000Z')
        assert.deepEqual(json.joined, [
          { user_id: '@ana:example.org', at: '2030-05-01T12:00:00.000Z', introduction: [] },
        ])
        assert.deepEqual(json.open, [
          {
            id: open,
            invite_id: id,
            user_id: '@ben:example.org',
            state: 'in_progress',
            held_at: '2030-05-01T12:00:00.000Z',
            asked_at: '2030-05-01T12:00:00.000Z',
            ended_at: null,
          },
        ])
        api.time.now += hour
        assert.equal((await api.ask('GET', path)).json.open[0].state, 'undecided')
      })

      test('an operator decides an open attempt once', async () => {
        await using api = await openApi(kind)
        const invite = await make(api, { uses: 5 })
        const ids = [await hold(api, invite.id, 'ana'), await hold(api, invite.id, 'ben')]
        const decide = (at: number, outcome: string) =>
          api.ask('POST', `/api/v1/redemptions/${ids[at]}/resolve`, { body: { outcome } })
        assert.equal((await decide(0, 'created')).json.state, 'created')
        assert.equal((await decide(1, 'absent')).json.state, 'absent')
        assert.equal((await decide(1, 'created')).json.code, 'redemption_ended')
        assert.equal((await decide(0, 'perhaps')).json.code, 'input_invalid')
        const { json } = await api.ask('GET', `/api/v1/invites/${invite.id}`)
        assert.deepEqual([json.used, json.held, json.open.length], [1, 0, 0])
        assert.equal(
          await refusal(api, 'POST', `/api/v1/redemptions/${invite.id}/resolve`, {
            outcome: 'absent',
          }),
          '404 redemption_unknown',
        )
      })

      test('open attempts are listed a page at a time, the oldest first', async () => {
        await using api = await openApi(kind)
        const { id } = await make(api, { uses: null })
        const made: string[] = []
        for (const name of ['ana', 'ben', 'cleo']) {
          made.push(await hold(api, id, name))
          api.time.now += 1
        }
        const first = await api.ask('GET', '/api/v1/redemptions?state=open&limit=2')
        assert.equal(first.json.next, `/api/v1/redemptions?state=open&limit=2&after=${made[1]}`)
        const second = await api.ask('GET', first.json.next)
        assert.equal(second.json.next, null)
        const seen = [...first.json.redemptions, ...second.json.redemptions]
        assert.deepEqual(
          seen.map((row) => row.id),
          made,
        )
        assert.equal(
          await refusal(api, 'GET', '/api/v1/redemptions?state=all'),
          '422 input_invalid',
        )
      })

      test('a list continues after its last page, whatever is created meanwhile', async () => {
        await using api = await openApi(kind)
        for (let at = 0; at < 5; at++) {
          await make(api, { label: `a ${at}` })
          api.time.now += 1
        }
        const labels: string[] = []
        let next: string | null = '/api/v1/invites?limit=2&label=a'
        for (let pages = 0; next !== null && pages < 9; pages++) {
          const { json } = await api.ask('GET', next)
          labels.push(...json.invites.map(({ label }: { label: string }) => label))
          await make(api, { label: 'a later one' })
          next = json.next
        }
        assert.deepEqual(labels, ['a 4', 'a 3', 'a 2', 'a 1', 'a 0'])
      })

      test('a filter by status finds exactly the invitations of that status', async () => {
        await using api = await openApi(kind)
        const ids: Record<string, string> = {
          scheduled: (await make(api, { opens: 'P9D' })).id,
          active: (await make(api, { expires: 'never' })).id,
          used_up: (await make(api)).id,
          expired: (await make(api, { expires: '1h' })).id,
          paused: (await make(api)).id,
          revoked: (await make(api)).id,
        }
        await commitAtPress(api.app, await hold(api, ids['used_up'] ?? '', 'ana'), {})
        await api.ask('POST', `/api/v1/invites/${ids['paused']}/pause`)
        await api.ask('POST', `/api/v1/invites/${ids['revoked']}/revoke`)
        api.time.now += hour
        for (const [status, id] of Object.entries(ids)) {
          const { json } = await api.ask('GET', `/api/v1/invites?status=${status}`)
          assert.deepEqual(
            json.invites.map((row: { id: string; status: string }) => [row.id, row.status]),
            [[id, status]],
          )
        }
      })

      test('a filter by label takes every character literally', async () => {
        await using api = await openApi(kind)
        for (const label of ['100 % choir', '100 more', 'a_b', 'axb', String.raw`back\slash`]) {
          await make(api, { label })
        }
        const found = async (label: string) => {
          const path = `/api/v1/invites?label=${encodeURIComponent(label)}`
          return (await api.ask('GET', path)).json.invites.map(
            (row: { label: string }) => row.label,
          )
        }
        assert.deepEqual(await found('0 %'), ['100 % choir'])
        assert.deepEqual(await found('a_'), ['a_b'])
        assert.deepEqual(await found('\\'), [String.raw`back\slash`])
        assert.deepEqual(await found('CHOIR'), ['100 % choir'])
      })
    },
  )
}
