import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Discovered, fittingKinds } from './discover.ts'

const fits = (found: Partial<Discovered>) =>
  fittingKinds({
    software: null,
    signIn: 'itself',
    nonces: false,
    flows: [],
    untold: null,
    date: null,
    ...found,
  })
const token = ['m.login.registration_token', 'm.login.dummy']

test('a homeserver with nonces accepts the secret, and one with a token stage a token', () => {
  assert.deepEqual(fits({ software: 'Synapse 1.163.2', nonces: true }), ['synapse'])
  assert.deepEqual(fits({ nonces: true, flows: [token] }), ['synapse', 'registration-token'])
  assert.deepEqual(fits({ flows: [token] }), ['registration-token'])
  assert.deepEqual(fits({}), [])
})

test('built-in OAuth is not mistaken for MAS', () => {
  const delegated = { signIn: 'delegated' } as const
  assert.deepEqual(fits({ ...delegated, software: 'Synapse 1.163.2' }), ['mas', 'mas-token'])
  const tuwunel = { ...delegated, software: 'Tuwunel 1.9.0', nonces: true }
  assert.deepEqual(fits(tuwunel), ['synapse'])
  const continuwuity = { ...delegated, software: 'continuwuity 26.8.0' }
  assert.deepEqual(fits({ ...continuwuity, flows: [token] }), ['registration-token'])
  assert.deepEqual(fits(continuwuity), [])
})

test('Dendrite fits only with its secret, because its tokens keep nobody out', () => {
  const dendrite = { software: 'Dendrite 0.15.2', flows: [token] }
  assert.deepEqual(fits({ ...dendrite, nonces: true }), ['dendrite'])
  assert.deepEqual(fits(dendrite), [])
})
