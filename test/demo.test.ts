import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readlinkSync } from 'node:fs'
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { leash } from '../tools/leash.ts'
import { needs } from './support/parts.ts'

const PROGRAM = new URL('../tools/demo.ts', import.meta.url).pathname

/** Runs the demo in an empty folder, which also gets its temporary files. */
async function startDemo(t: TestContext, args: string[], env: NodeJS.ProcessEnv = {}) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'latchkey-test-')))
  const child = leash(
    spawn(process.execPath, [PROGRAM, ...args], {
      cwd: folder,
      env: { ...process.env, TMPDIR: folder, ...env },
      detached: true,
    }),
  )
  let printed = ''
  child.stdout.on('data', (piece: Buffer) => (printed += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (printed += piece.toString()))
  const exitCode = once(child, 'close').then(([code]) => code)
  t.after(async () => {
    child.kill()
    await exitCode
    await rm(folder, { recursive: true, force: true })
  })
  return { folder, child, exitCode, printed: () => printed }
}

type Demo = Awaited<ReturnType<typeof startDemo>>

async function untilPrinted({ child, exitCode, printed }: Demo, words: string): Promise<void> {
  while (!printed().includes(words)) {
    assert.equal(child.exitCode, null, printed())
    await Promise.race([once(child.stdout, 'data'), exitCode])
  }
}

/** The number of processes with their working directory in a folder; 0 without /proc. */
function processesIn(folder: string): number {
  const places = globSync('/proc/[0-9]*/cwd').map((link) => {
    try {
      return readlinkSync(link)
    } catch {
      return ''
    }
  })
  return places.filter((place) => place.startsWith(folder)).length
}

async function assertNothingLeft({ folder }: Demo): Promise<void> {
  assert.deepEqual(await readdir(folder), [])
  // The system may still be removing the last process.
  while (processesIn(folder) > 0) await sleep(20)
}

/** Creates an invitation as the printed curl command does, and returns the response. */
async function inviteAsPrinted(printed: string): Promise<{ link: string }> {
  const url = /curl (\S+\/invites)/.exec(printed)?.[1] ?? ''
  const body = /json' -d '(.+)'/.exec(printed)?.[1] ?? ''
  const authorization = /Authorization: ([^']+)/.exec(printed)?.[1] ?? ''
  const headers = { authorization, 'content-type': 'application/json' }
  const reply = await fetch(url, { method: 'POST', headers, body })
  assert.equal(reply.status, 201)
  return JSON.parse(await reply.text())
}

/** Signs in to the console by the printed link, and returns its first page. */
async function consoleBy(printed: string): Promise<string> {
  const link = /http:\S+\/console\/link\/\S+/.exec(printed)?.[0] ?? ''
  assert.equal((await fetch(link)).status, 200)
  const { origin } = new URL(link)
  const headers = { origin, 'sec-fetch-site': 'same-origin' }
  const entered = await fetch(link, { method: 'POST', headers, redirect: 'manual' })
  assert.equal(entered.status, 303)
  const cookie = entered.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const home = new URL(entered.headers.get('location') ?? '', link)
  return (await fetch(home, { headers: { cookie } })).text()
}

test('the demo completes a sign-up by itself', needs('synapse'), async (t) => {
  const demo = await startDemo(t, ['--once'])
  assert.equal(await demo.exitCode, 0, demo.printed())
  const steps = [
    'The invitation opens: “You’re invited to Elm Street Garden”',
    'The form makes an account',
    'The next page shows the way in: “Welcome, Ana”',
    'Synapse signs @ana:elm-street.example in with the new password',
    'A second visitor is told: “This invitation has been used”',
  ]
  for (const step of steps) assert.match(demo.printed(), new RegExp(`✔ ${step} .* m?s\n`))
  await assertNothingLeft(demo)
})

test(
  'the demo works as it says until Ctrl-C and leaves nothing behind',
  needs('synapse'),
  async (t) => {
    const demo = await startDemo(t, [])
    await untilPrinted(demo, 'Ctrl-C ends the demo')
    if (platform() === 'linux') assert.ok(processesIn(demo.folder) > 1)
    const first = /http:\S+\/i\/\S+/.exec(demo.printed())?.[0] ?? ''
    const second = (await inviteAsPrinted(demo.printed())).link
    for (const link of [first, second]) assert.equal((await fetch(link)).status, 200)
    assert.match(await consoleBy(demo.printed()), /New invitation/)
    demo.child.kill('SIGINT')
    assert.equal(await demo.exitCode, 0, demo.printed())
    await assert.rejects(fetch(first))
    await assertNothingLeft(demo)
  },
)

test('without Python the demo says what to do', async (t) => {
  const demo = await startDemo(t, [], { PATH: '/nowhere', XDG_CACHE_HOME: 'cache' })
  assert.equal(await demo.exitCode, 1)
  assert.match(demo.printed(), /Synapse needs Python 3\.10 or newer.*Install it/)
  assert.doesNotMatch(demo.printed(), /\n +at /)
})

test('wrong usage of the demo prints its usage', async (t) => {
  const demo = await startDemo(t, ['--twice'])
  assert.equal(await demo.exitCode, 2)
  assert.match(demo.printed(), /'--twice'\n\nUsage: npm run demo/)
})
