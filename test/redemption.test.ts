import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findById } from '../src/store/invites.ts'
import { listOpen } from '../src/store/redemption-list.ts'
import { needs, synapse } from './support/parts.ts'
import { type Kind, openPortal } from './support/portal.ts'
import { login, newName, registered } from './support/synapse-client.ts'
import { join, newVisitor, mePath } from './support/visitor.ts'

const password = 'correct horse battery'

for (const database of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  const parts = database === 'PostgreSQL' ? needs('synapse', 'postgres') : needs('synapse')

  describe(`redemption on ${database}`, parts, () => {
    test('a newcomer who redeems an invitation can sign in at the homeserver', async () => {
      await using portal = await openPortal({ database })
      const { code } = await portal.invite()
      const visitor = newVisitor(portal.url)
      const name = newName()
      const reply = await join(visitor, code, { name, password })
      assert.equal(reply.status, 303, reply.text)
      assert.match(reply.headers.get('location') ?? '', mePath)
      const welcome = await visitor.welcome()
      assert.equal(welcome.status, 200)
      assert.ok(welcome.text.includes(`@${name}:${synapse().serverName}`))
      assert.ok(!welcome.text.includes(password))
      const user = `@${name}:${synapse().serverName}`
      assert.equal(await login(synapse().url, name, password), user)
    })

    test('thirty people at once on an invitation for five make exactly five accounts', async () => {
      await using portal = await openPortal({ database })
      const { code, id } = await portal.invite({ uses: 5 })
      const names = Array.from({ length: 30 }, () => newName())
      const replies = await Promise.all(
        names.map((name) => join(newVisitor(portal.url), code, { name, password })),
      )
      const accounts = await Promise.all(names.map((name) => registered(synapse(), name)))
      assert.equal(accounts.filter(Boolean).length, 5)
      assert.equal(replies.filter(({ status }) => status === 303).length, 5)
      const others = replies.filter(({ status }) => status === 410)
      assert.equal(others.length, 25)
      for (const { text } of others) assert.match(text, /All 5 places are taken/)
      const invite = await findById(portal.app.db, id)
      assert.deepEqual([invite?.used, invite?.held], [5, 0])
    })

    test('a refused name, a bad password and a homeserver that is down cost no use', async () => {
      await using portal = await openPortal({ database })
      const taken = newName()
      await join(newVisitor(portal.url), (await portal.invite()).code, { name: taken, password })
      const { code, id } = await portal.invite()
      const visitor = newVisitor(portal.url)
      const again = await join(visitor, code, { name: taken, password })
      assert.equal(again.status, 422)
      assert.match(again.text, /aria-invalid="true"/)
      const weak = await visitor.post(`/i/${code}/account`, { name: newName(), password: 'short' })
      assert.equal(weak.status, 422)
      const invite = await findById(portal.app.db, id)
      assert.deepEqual([invite?.used, invite?.held], [0, 0])
    })

    test('a form that is posted twice creates one account and is welcomed twice', async () => {
      await using portal = await openPortal({ database })
      const { code, id } = await portal.invite({ uses: 3 })
      const visitor = newVisitor(portal.url)
      await visitor.get(`/i/${code}/account`)
      const fields = { name: newName(), password }
      const replies = await Promise.all([
        visitor.post(`/i/${code}/account`, fields),
        visitor.post(`/i/${code}/account`, fields),
      ])
      replies.push(await visitor.post(`/i/${code}/account`, fields))
      for (const { status, headers } of replies) {
        assert.equal(status, 303)
        assert.match(headers.get('location') ?? '', mePath)
      }
      const invite = await findById(portal.app.db, id)
      assert.deepEqual([invite?.used, invite?.held], [1, 0])
      assert.deepEqual(await listOpen(portal.app.db), [])
    })
  })
}
