import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Discovered, fittingKinds } from '../../src/homeserver/examine/discover.ts'
import { options } from '../../src/config/options.ts'
import { kinds, makingKinds, maxCreationDelayMs } from '../../src/ports/homeserver-kinds.ts'

type Shown = Pick<Discovered, 'software' | 'signIn' | 'nonces' | 'flows'>

const behindMas: Shown = {
  software: 'Synapse 1.163.2',
  signIn: 'delegated',
  nonces: false,
  flows: [],
}

/** What a homeserver of each kind shows without authentication, as far as it tells the kind. */
const shown: Record<(typeof makingKinds)[number], Shown> = {
  synapse: { software: 'Synapse 1.163.2', signIn: 'itself', nonces: true, flows: [] },
  mas: behindMas,
  'mas-token': behindMas,
  dendrite: { software: 'Dendrite 0.13.8', signIn: 'itself', nonces: true, flows: [] },
  'registration-token': {
    software: 'continuwuity 0.5.0',
    signIn: 'itself',
    nonces: false,
    flows: [['m.login.registration_token', 'm.login.dummy']],
  },
}

const guide = readFileSync(new URL('../../docs/homeservers.md', import.meta.url), 'utf8')

function section(title: string): string {
  const text = guide.split(/^## /m).find((part) => part.startsWith(title))
  assert.ok(text, `docs/homeservers.md has no section "${title}"`)
  return text
}

for (const kind of kinds) {
  test(`${kind}: the maximum delay of a late creation is finite`, () => {
    const delayMs = maxCreationDelayMs(kind, 30_000)
    assert.ok(Number.isInteger(delayMs) && delayMs >= 0, `${delayMs} ms`)
    assert.ok(delayMs < 60 * 60_000, 'a place is held for an hour and longer')
  })

  test(`${kind}: the guide says what it needs and what it can do`, () => {
    for (const title of ['Which kind is mine?', 'What each can do']) {
      assert.ok(
        section(title).includes(`\`${kind}\``),
        `docs/homeservers.md: "${title}" leaves out ${kind}`,
      )
    }
  })

  test(`${kind}: the option explains it`, () => {
    const sentence = options.find(({ key }) => key === 'homeserver.kind')?.sentence ?? ''
    assert.ok(sentence.includes(`\`${kind}\``), 'src/config/options/connection.ts leaves it out')
  })
}

for (const kind of makingKinds) {
  test(`${kind}: the doctor finds out that it fits`, () => {
    const found = fittingKinds({ ...shown[kind], date: null, untold: null })
    assert.ok(found.includes(kind), `discover.ts finds ${found.join(', ') || 'nothing'}`)
  })
}
