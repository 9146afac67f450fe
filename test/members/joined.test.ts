import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goodPassword, newAccount, newAdmin } from '../homeservers/synapses.ts'
import { ownPage } from '../support/console.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { newVisitor } from '../support/visitor.ts'

test(
  'with an administrator’s token Synapse tells since when somebody is a member',
  needs('synapse'),
  async () => {
    const address = synapse()
    const [name, adminToken] = [newName(), await newAdmin(address)]
    const before = Math.floor(Date.now() / 1000) * 1000
    await newAccount(address, { name })
    const settings = { homeserver: { adminToken } }
    await using portal = await openPortal({ settings })
    await using other = await openPortal()
    const signIn = async ({ app, url }: typeof portal) => {
      const form = { user: name, password: goodPassword, next: '' }
      const { status } = await newVisitor(url).press('/console/sign-in/password', form, ownPage)
      assert.equal(status, 303)
      return (await app.db.selectFrom('members').select('joined_at').executeTakeFirst())?.joined_at
    }
    const joined = Number(await signIn(portal))
    assert.ok(joined >= before && joined <= Date.now())
    assert.equal(await signIn(other), null)
  },
)
