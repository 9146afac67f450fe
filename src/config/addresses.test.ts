import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reads, refuses } from '../../test/support/kinds.ts'
import * as address from './addresses.ts'

test('a listener has an address and a port, or a socket', () => {
  reads(address.listen(20_000), [
    ['127.0.0.1:20000', { host: '127.0.0.1', port: 20_000 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['localhost:65535', { host: 'localhost', port: 65_535 }],
    ['unix:/run/latchkey.sock', { path: '/run/latchkey.sock' }],
    ['unix:public.sock', { path: '/etc/public.sock' }],
  ])
  const wrong = [
    '20000',
    ':20000',
    '127.0.0.1',
    '127.0.0.1:65536',
    '::1:80',
    '[1.2.3.4]:80',
    '*:80',
  ]
  refuses(address.listen(20_000), [
    ...wrong,
    'unix:',
    'unix:a\0b',
    'http://a:80',
    'a b:80',
    '-a:80',
    ['a:1'],
  ])
})

test('an address of a site has nothing after its path, and loses its last slash', () => {
  reads(address.webUrl, [
    ['https://Example.org/join/', 'https://example.org/join'],
    ['http://127.0.0.1:8008', 'http://127.0.0.1:8008'],
    ['https://example.org//', 'https://example.org'],
  ])
  const parts = ['https://a@b.org', 'https://a.org?b', 'https://a.org/?', 'https://a.org#b']
  refuses(address.webUrl, [
    ...parts,
    'ftp://a.org',
    'a.org',
    'https://',
    'https:a.org',
    'https://a b',
  ])
  reads(address.link, [['https://a.org/x?y=1#z', 'https://a.org/x?y=1#z']])
  refuses(address.link, ['javascript:alert(1)', 'https://u:p@a.org', '/welcome', 'mailto:a@b.org'])
})

test('a server name may have a port, but is no address of a site', () => {
  for (const name of ['example.org', 'localhost', 'a.org:8448', '1.2.3.4', '[2001:db8::1]:8448']) {
    assert.equal(address.serverName.read(name, ''), name)
  }
  const wrong = ['123', '', 'https://a.org', 'a.org/', '@a:b.org', 'a..org', 'a.org:', 'ä.org']
  refuses(address.serverName, [...wrong, 'a.org:99999', 'a.'.repeat(120), ['a.org']])
})

test('a database is an SQLite file or PostgreSQL', () => {
  reads(address.databaseUrl, [
    ['sqlite:latchkey.db', 'sqlite:/etc/latchkey.db'],
    ['sqlite:/var/lib/a b.db', 'sqlite:/var/lib/a b.db'],
    ['sqlite:///var/lib/a.db', 'sqlite:/var/lib/a.db'],
    ['postgres://u:p@h:5432/d?sslmode=require', 'postgres://u:p@h:5432/d?sslmode=require'],
    ['postgresql:///d?host=/run/pg', 'postgresql:///d?host=/run/pg'],
  ])
  refuses(address.databaseUrl, [
    'sqlite:',
    'sqlite://a.db',
    'latchkey.db',
    'mysql://a',
    'postgres:a',
    '',
  ])
})

test('networks, host names and rooms are checked one by one', () => {
  reads(address.networks, [
    ['127.0.0.1, ::1,10.0.0.0/8, unix', ['127.0.0.1', '::1', '10.0.0.0/8', 'unix']],
  ])
  refuses(address.networks, [
    '10.0.0.0/33',
    '::1/129',
    '10.0.0',
    'proxy',
    '1.2.3.4/',
    '1.2.3.4/8/8',
  ])
  reads(address.hosts, [
    [
      ['Registration:5000', '[::1]'],
      ['registration:5000', '[::1]'],
    ],
  ])
  refuses(address.hosts, ['http://a', 'a b', 'a:b'])
  reads(address.rooms, [
    [
      ['#a:b.org', '!x'],
      ['#a:b.org', '!x'],
    ],
  ])
  refuses(address.rooms, ['#a', 'a:b.org', '# a:b.org'])
})

function listeners(hosts: string) {
  return hosts.split(' ').map((host) => ({ host, port: 1 }))
}

test('only a public address, every address, or a name exposes a listener', () => {
  for (const listener of listeners(
    '0.0.0.0 :: 8.8.8.8 2001:db8::1 ::ffff:8.8.8.8 172.32.0.1 portal',
  )) {
    assert.ok(address.isExposed(listener), listener.host)
  }
  for (const listener of listeners(
    '127.0.0.1 127.9.9.9 ::1 localhost 10.1.2.3 172.31.0.1 fd00::1 fe80::1',
  )) {
    assert.ok(!address.isExposed(listener), listener.host)
  }
  assert.ok(!address.isExposed({ path: '/run/a.sock' }))
  assert.ok(address.isLoopback('[::1]') && !address.isLoopback('localhost.example.org'))
})
