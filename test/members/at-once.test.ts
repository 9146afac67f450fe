import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setAllowance } from '../../src/core/members/set-allowance.ts'
import { shellActor } from '../../src/model/actor.ts'
import { openQuietPortal, signedIn } from '../support/console.ts'
import { onDatabase } from '../support/databases.ts'
import type { Kind } from '../support/portal.ts'

const three = { perMonth: 3, uses: 1, lastsMs: 86_400_000, profile: null, minDays: 0 }
const ana = '@ana:example.org'

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  test(
    `of 20 presses of New invitation at two portals exactly three make one, on ${kind}`,
    onDatabase(kind),
    async () => {
      await using first = await openQuietPortal({ database: kind })
      const { app } = first
      await using second = await openQuietPortal({ databaseUrl: app.config.database.url })
      await setAllowance(app, three, shellActor)
      const consoles = [await signedIn(first, ana), await signedIn(second, ana)]
      const presses = Array.from({ length: 10 }, () =>
        consoles.map(({ press }) => press('/console/invites')),
      )
      const statuses = (await Promise.all(presses.flat())).map(({ status }) => status)
      assert.equal(statuses.filter((status) => status === 303).length, 3)
      assert.ok(!statuses.some((status) => status >= 500), statuses.join())
      const made = await app.db.selectFrom('invites').select('created_by').execute()
      assert.deepEqual(
        made.map(({ created_by: author }) => author),
        [ana, ana, ana],
      )
    },
  )
}
