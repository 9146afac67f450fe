import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdPlace } from '../../src/store/redemptions.ts'
import { openPortal } from '../support/portal.ts'

const homeserver = { url: 'http://127.0.0.1:9', serverName: 'example.org' }

test('a place that somebody holds is not called free', async () => {
  await using portal = await openPortal({ settings: { homeserver } })
  const { id, code } = await portal.invite({ uses: 2 })
  const page = async () => (await fetch(`${portal.url}/i/${code}`)).text()
  assert.match(await page(), /2 of 2 places are free/)
  for (const left of ['1 of 2 places is free', '0 of 2 places are free']) {
    await portal.app.db.transaction().execute((trx) => holdPlace(trx, id, portal.app.clock()))
    assert.match(await page(), new RegExp(left))
  }
})
