import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configuration, json, output, site, workplace } from '../support/command.ts'

const console = 'console:\n  operators: ["@ruth:example.org"]\n'
const open = () => workplace(configuration(site + console))

test('the allowance is set, shown and ended on the command line', async () => {
  await using place = await open()
  const run = async (...args: string[]) => output(await place.runHere('allowance', ...args))
  assert.match(
    await run('show'),
    /^Members may invite nobody\. To let them: latchkey allowance set/,
  )
  assert.equal(
    await run('set', '--per-month', '3'),
    'Members may invite: 3 in 30 days each, for one person, open for 7 days, from 7 days after joining.\n',
  )
  const more = ['--per-month', '1', '--uses', '5', '--expires', '48h', '--min-days', '0']
  assert.match(
    await run('set', ...more),
    /1 in 30 days each, for up to 5 people, open for 2 days, from joining on/,
  )
  const shown = json(await place.runHere('allowance', 'show', '--json'))
  assert.deepEqual(shown, { per_month: 1, uses: 5, expires: '2d', profile: null, min_days: 0 })
  assert.match(await run('off'), /^Members may invite nobody/)
  for (const wrong of [
    [],
    ['--per-month', 'many'],
    ['--per-month', '0'],
    ['--per-month', '3', '--expires', 'soon'],
    ['--per-month', '3', '--expires', '400d'],
  ]) {
    assert.equal((await place.runHere('allowance', 'set', ...wrong)).code, 2, wrong.join(' '))
  }
  const unknown = await place.runHere('allowance', 'set', '--per-month', '3', '--profile', 'x')
  assert.equal(unknown.code, 1)
  assert.match(await run('show'), /nobody/)
})

test('roles are given and listed on the command line', async () => {
  await using place = await open()
  const run = async (...args: string[]) => output(await place.runHere('members', ...args))
  assert.equal(await run('list'), 'Nobody has signed in yet.\n')
  assert.equal(
    await run('role', '@ana:example.org', 'moderator'),
    '@ana:example.org is moderator (named).\n',
  )
  assert.match(await run('list'), /@ana:example\.org +moderator +named +good +never/)
  assert.match(
    await run('show', '@ana:example.org'),
    /Role: moderator \(named\)\n.*\n.*\nInvitations left: members may invite nobody/,
  )
  assert.equal(
    await run('role', '@ana:example.org', 'default'),
    '@ana:example.org is member (default).\n',
  )
  const refused = await place.runHere('members', 'role', '@ruth:example.org', 'member')
  assert.match(refused.stderr, /@ruth:example\.org is an operator by console\.operators/)
  for (const [person = '', role = ''] of [
    ['ana', 'member'],
    ['@ana:example.org', 'king'],
  ]) {
    assert.equal((await place.runHere('members', 'role', person, role)).code, 2)
  }
  assert.equal((await place.runHere('members', 'show', '@nobody:example.org')).code, 1)
})

test('personal tokens are made, listed and ended on the command line', async () => {
  await using place = await open()
  const run = async (...args: string[]) => output(await place.runHere('tokens', ...args))
  assert.equal(await run('list'), 'No tokens yet: latchkey tokens make\n')
  const [token = '', sentence] = (
    await run('make', '--as', '@ana:example.org', '--name', 'bot')
  ).split('\n')
  assert.match(token, /^latchkey_[0-9a-z]{32}$/)
  assert.match(
    sentence ?? '',
    /^@ana:example\.org may use it for invites:create, invites:read until /,
  )
  const listed = await run('list')
  assert.match(listed, /@ana:example\.org +bot +never/)
  assert.ok(!listed.includes(token))
  const id = /^[0-9a-z]{26}/m.exec(listed)?.[0] ?? ''
  assert.match(await run('end', id), /^Ended/)
  assert.equal((await place.runHere('tokens', 'end', id)).code, 1)
  const wrong = ['--as', '@ana:example.org', '--name', 'x', '--may', 'everything']
  assert.equal((await place.runHere('tokens', 'make', ...wrong)).code, 2)
  assert.match((await place.runHere('tokens', 'make')).stderr, /Say whose token it is/)
})
