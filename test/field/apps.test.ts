import assert from 'node:assert/strict'
import { test } from 'node:test'
import { servePages } from '../../tools/page-server.ts'

test('an app on Google Play is also offered on F-Droid, and not to an iPhone', async () => {
  const served = await servePages('#c2410c')
  const count = async (name: string, store: string) => {
    const text = await (await fetch(`${served.url}/en/${name}`)).text()
    const [steps = ''] = /<ol class="steps">.*?<\/ol>/s.exec(text) ?? []
    return steps.split(store).length - 1
  }
  assert.equal(await count('hand-off-android', 'play.google.com'), 1)
  assert.equal(await count('hand-off-android', 'f-droid.org/packages/io.element.android.x/'), 1)
  assert.equal(await count('hand-off-ios', 'f-droid.org'), 0)
  served.close()
})
