import assert from 'node:assert/strict'
import { test } from 'node:test'
import { platformOf } from './platform.ts'

const asked = (headers: Record<string, string>) => platformOf((name) => headers[name])
const agent = (text: string) => asked({ 'user-agent': text })

test('the client hint decides where there is one', () => {
  const posing = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' }
  assert.equal(asked({ ...posing, 'sec-ch-ua-platform': '"Android"' }), 'android')
  assert.equal(asked({ ...posing, 'sec-ch-ua-platform': '"iOS"' }), 'ios')
  assert.equal(asked({ 'sec-ch-ua-platform': '"Chrome OS"' }), 'desktop')
  assert.equal(asked({ ...posing, 'sec-ch-ua-mobile': '?1' }), 'android')
  assert.equal(asked({ ...posing, 'sec-ch-ua-platform': '"constructor"' }), 'desktop')
})

test('the user agent decides where there is no hint', () => {
  assert.equal(agent('Mozilla/5.0 (Linux; Android 14; Pixel 7) Chrome/130 Mobile'), 'android')
  assert.equal(agent('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)'), 'ios')
  assert.equal(agent('Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)'), 'ios')
  assert.equal(agent('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'), 'desktop')
  assert.equal(agent('Mozilla/5.0 (Windows NT 10.0; Win64; x64)'), 'desktop')
})

test('a program that says neither is of no known kind', () => {
  for (const text of ['w3m/0.5.3', 'Lynx/2.9', '']) assert.equal(agent(text), 'unknown')
  assert.equal(asked({}), 'unknown')
})
