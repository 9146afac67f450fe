import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decideRequest } from '../../src/core/requests/decide.ts'
import { shellActor } from '../../src/model/actor.ts'
import { openAsking, requestsOf } from '../ask/world.ts'
import { output, workplace } from '../support/command.ts'
import { signedIn } from '../support/console.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { newVisitor } from '../support/visitor.ts'
import { decided, makeClub } from './community.ts'
import { newPerson } from './rooms.ts'

const configuration = (url: string) => `homeserver:
  kind: none
  url: ${url}
public:
  url: https://example.org/join
`

test(
  'a community without a homeserver shows only the way for Matrix accounts',
  needs('synapse'),
  async () => {
    const { url } = synapse()
    await using portal = await openPortal({
      settings: { homeserver: { kind: 'none', url, serverName: '' } },
    })
    await makeClub(portal)
    const { code } = await portal.invite()
    const visitor = newVisitor(portal.url)
    const page = await visitor.get(`/i/${code}`)
    assert.match(page.text, /Anybody with a Matrix account can come/)
    assert.doesNotMatch(page.text, /Create my account|own server/)
    const account = await visitor.get(`/i/${code}/account`)
    assert.equal(account.headers.get('location'), `/i/${code}/matrix`)
    assert.equal((await visitor.press(`/i/${code}/account`, { name: 'ana' })).status, 404)
    const signIn = await visitor.get('/console/sign-in')
    assert.match(signIn.text, /<p>The homeserver offers no way to sign in that works here/)
    await visitor.get(`/i/${code}/matrix`)
    // The server of the bot is as foreign as any other: its name has to be public, or listed.
    const wrong = await visitor.press(`/i/${code}/matrix`, { address: '@ana:localhost' })
    assert.equal(wrong.status, 422)
    const eva = await newPerson(synapse())
    assert.equal((await visitor.press(`/i/${code}/matrix`, { address: eva.mxid })).status, 303)
    assert.equal((await decided(portal)).state, 'invited')
  },
)

test(
  'without a homeserver an applicant comes in with the address of their account',
  needs('synapse'),
  async () => {
    const { url } = synapse()
    await using asking = await openAsking('SQLite', {
      settings: {
        homeserver: { kind: 'none', url, serverName: 'choir.example' },
        console: { listen: 'public' },
      },
    })
    const { portal } = asking
    await makeClub(portal)
    const eva = await newPerson(synapse())
    const visitor = newVisitor(portal.url)
    assert.doesNotMatch((await visitor.get('/ask')).text, /when you make your account/)
    const own = await asking.applicant({ name: 'eva', address: eva.mxid }, visitor)
    const [request] = await requestsOf(asking)
    const decision = { kind: 'approve', sentence: 'Welcome, Eva.' } as const
    await decideRequest(portal.app, request?.id ?? '', decision, shellActor)
    const page = await visitor.get(own)
    assert.match(page.text, /You’ve been let in[^]+Welcome, Eva\.[^]+Your Matrix address/)
    assert.ok(page.text.includes(`value="${eva.mxid}"`), 'filled in')
    const secret = own.slice('/ask/'.length)
    await visitor.press(`/i/${secret}/matrix`, { address: eva.mxid })
    assert.equal((await decided(portal)).state, 'invited')
    const after = await visitor.get(`/i/${secret}/matrix`)
    assert.match(after.text, /Give another address/)
    assert.doesNotMatch(after.text, /another account<|own server/)
    const operator = await signedIn(portal)
    const form = await operator.visitor.get('/console')
    assert.match(form.text, /name="label"/)
    assert.doesNotMatch(form.text, /name="for_name"/)
    assert.equal((await visitor.get(own)).headers.get('location'), `/i/${secret}/matrix`)
  },
)

test(
  'without a homeserver the doctor asks for a bot, and nobody of its server signs in',
  needs('synapse'),
  async () => {
    await using place = await workplace(configuration(synapse().url))
    output(await place.runHere('invite'))
    const named = await place.runHere('invite', '--for-name', 'ana')
    assert.match(named.stderr, /With homeserver\.kind none no account is made: leave the name out/)
    const { stdout } = await place.runHere('doctor', '--json')
    const { findings } = JSON.parse(stdout) as { findings: { code: string; sentence: string }[] }
    const sentence = (code: string) => findings.find((one) => one.code === code)?.sentence
    assert.equal(sentence('bot'), 'No bot is set up, so nobody can come (homeserver.kind none).')
    assert.match(sentence('answers') ?? '', /The server of the bot answers/)
    assert.match(sentence('sign_in') ?? '', /latchkey console link/)
    const made = await place.runHere('bot', 'set-up')
    assert.match(made.stderr, /give one by --user/)
  },
)
