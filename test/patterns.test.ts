import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openOldPortal, writeOldConfig } from './matrix-registration/old-portal.ts'
import { configuration, output, site, workplace } from './support/command.ts'
import { needs } from './support/parts.ts'
import { newFolder, start } from './support/portero.ts'
import { startAs } from './support/program.ts'

/** Takes years for sixty letters that end in x. The check's probes don't end so. */
const SNEAKY = '([^x]|[^x])+'
const hard = `${'a'.repeat(60)}x`

const listening = (pattern: string) =>
  configuration(`${site}  listen: 127.0.0.1:0
private:
  listen: unix:private.sock
names:
  pattern: '${pattern}'
log:
  format: json
`)

describe('a pattern of the operator’s', () => {
  test('that takes too long for a name is refused by config check, with the reason', async () => {
    for (const pattern of [
      '([a-z0-9]+\\.?)+',
      '(a+)+',
      '([a-z]+)*[0-9]',
      '(x+x+)+y',
      '(ana|an|a)*!',
      '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)z!',
    ]) {
      await using place = await workplace(listening(pattern))
      const { code, stdout } = await place.runHere('config', 'check')
      assert.equal(code, 1, pattern)
      const why = 'which takes longer than 20 ms for a name of 254 characters; expected'
      assert.match(stdout, new RegExp(`names\\.pattern is ".*", ${why} a regular expression`))
    }
  })

  test('that is slow for one name refuses only that name, with one line in the log', async () => {
    await using place = await workplace(listening(SNEAKY))
    const link = output(await place.run('invite')).split('\n')[0] ?? ''
    const portal = startAs('latchkey', place.folder, ['serve'])
    const [, address = ''] = await portal.until(/"public":"(http:[^"]+)"/)
    const at = `${address}/i/${link.split('/').at(-1)}`
    const body = new URLSearchParams({ name: hard, password: 'correct horse battery' })
    const reply = await fetch(`${at}/account`, { method: 'POST', body, redirect: 'manual' })
    assert.equal(reply.status, 422)
    assert.match(await reply.text(), /aria-invalid/)
    assert.equal(portal.said().match(/names\.pattern takes too long/g)?.length, 1)
    const asked = await fetch(`${at}/name?name=${hard}`)
    assert.match(await asked.text(), /"status":"invalid"/)
    assert.doesNotMatch(portal.said(), /aaaaaaaa/)
    portal.child.kill('SIGTERM')
    assert.equal(await portal.ended(), 0)
  })
})

/** The errors of `serve` for a file with these invalid patterns. */
async function refusal(username: Record<string, unknown>): Promise<string> {
  const cwd = newFolder()
  writeOldConfig(cwd, { username })
  const { finished } = start('matrix-registration', ['--config-path=config.yaml', 'serve'], {
    cwd,
  })
  const { status, stderr } = await finished
  assert.equal(status, 1)
  return stderr
}

describe('a pattern of matrix-registration’s file', needs('synapse'), () => {
  test('that is slow, or valid in Python only, is refused with the reason', async () => {
    const slow = await refusal({ validation_regex: ['^([a-z0-9]+\\.?)+$'] })
    assert.match(
      slow,
      /username\.validation_regex is ".*", which takes longer than 20 ms for a name/,
    )
    const python = await refusal({ invalidation_regex: ['ab(?>c+)'] })
    assert.match(
      python,
      /username\.invalidation_regex is ".*", which has an atomic group at position 2; expected/,
    )
  })

  test('that is slow for one name refuses that name, and the portal keeps running', async () => {
    for (const key of ['validation_regex', 'invalidation_regex']) {
      const username = { [key]: [`^${SNEAKY}$`] }
      await using portal = await openOldPortal({ keys: { username } })
      const { json } = await portal.call('POST', '/api/token', {})
      const body = new URLSearchParams({
        username: hard,
        password: 'correct horse battery',
        confirm: 'correct horse battery',
        token: String(json['name']),
      })
      const reply = await fetch(`${portal.url}/register`, { method: 'POST', body })
      assert.equal(reply.status, 400)
      assert.match(await reply.text(), /Username (does|must) not follow custom pattern/)
      assert.equal(portal.logged().match(/names\.pattern takes too long/g)?.length, 1)
    }
  })

  test('that is empty is ignored with a warning', async () => {
    const username = { validation_regex: [], invalidation_regex: [''] }
    await using portal = await openOldPortal({ keys: { username } })
    assert.match(portal.logged(), /invalidation_regex holds an empty pattern; it is ignored/)
    const body = new URLSearchParams({ username: 'ana', password: 'x', confirm: 'x', token: 'x' })
    const reply = await fetch(`${portal.url}/register`, { method: 'POST', body })
    assert.doesNotMatch(await reply.text(), /pattern/)
  })
})
