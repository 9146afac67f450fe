import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHostCheck } from './hosts.ts'

test('a listener on every address is called by the one that the connection came in on', () => {
  const check = createHostCheck({
    listen: { host: '0.0.0.0', port: 20001 },
    hosts: [],
    allowPublic: true,
    socketMode: null,
    socketGroup: null,
  })
  check('192.168.1.5:20001', '192.168.1.5')
  check('192.168.1.5', '::ffff:192.168.1.5')
  check('[2001:db8:0::5]:80', '2001:db8::5')
  assert.throws(() => check('192.168.1.6', '192.168.1.5'), { code: 'host_not_allowed' })
  assert.throws(() => check('evil.example', '192.168.1.5'), { code: 'host_not_allowed' })
  assert.throws(() => check('192.168.1.5', undefined), { code: 'host_not_allowed' })
})
