import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freePort } from '../../tools/server.ts'
import { configuration, site, workplace } from '../support/command.ts'
import { needs, postgresDatabase } from '../support/parts.ts'

/** Every way of opening a database says this of it, and neither a password nor a stack. */
async function allSay(url: string, expected: RegExp): Promise<void> {
  await using place = await workplace(configuration(`${site}database:\n  url: ${url}\n`))
  const made = await place.runWith({ LATCHKEY_DATABASE_URL: 'sqlite:some.db' }, 'invite')
  assert.equal(made.code, 0, made.stderr)
  for (const words of [
    ['invites', 'list'],
    ['database', 'copy', '--from', 'sqlite:some.db', '--to', url],
    ['database', 'copy', '--from', url, '--to', 'sqlite:copy.db'],
    ['serve'],
    ['config', 'check'],
  ]) {
    const { code, stdout, stderr } = await place.runHere(...words)
    assert.equal(code, 1, words.join(' '))
    assert.match(stdout + stderr, expected, words.join(' '))
    assert.doesNotMatch(stdout + stderr, /SASL|hidden-Zq7|^\s+at /m)
  }
}

test('a database server that does not answer is named with its address', async () => {
  const port = await freePort()
  const expected = `connection refused at 127\\.0\\.0\\.1:${port}: is PostgreSQL running there\\?`
  await allSay(`postgres://ana:hidden-Zq7@127.0.0.1:${port}/latchkey`, new RegExp(expected))
  await allSay('postgres://ana@nowhere.invalid/latchkey', /its host "nowhere\.invalid" has no addr/)
})

test('what PostgreSQL refuses is told in words, with what to do', needs('postgres'), async () => {
  const url = new URL(await postgresDatabase())
  const { password } = url
  url.password = ''
  await allSay(url.href, /PostgreSQL asks for a password, and none is given: put it into the addr/)
  url.password = 'hidden-Zq7'
  await allSay(url.href, /password authentication failed for user "postgres": check user and pass/)
  url.password = password
  url.pathname = '/nowhere'
  await allSay(url.href, /database "nowhere" does not exist: create it \(createdb\)/)
})

test('an SQLite file that is not there is no database to copy from', async () => {
  await using place = await workplace()
  const args = ['database', 'copy', '--from', 'sqlite:none.db', '--to', 'sqlite:copy.db']
  const { code, stderr } = await place.runHere(...args)
  assert.equal(code, 1)
  assert.match(
    stderr,
    /none\.db can't be opened: .*: does it exist, and may this user read and write/,
  )
  const typed = await place.runHere('database', 'copy', '--from', 'a.db', '--to', 'mysql://a:b@c/d')
  assert.match(
    typed.stderr,
    /--from is a database such as .* What is given has no scheme: write sqlite:/,
  )
})
