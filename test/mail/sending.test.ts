import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFinal, type MailReason } from '../../src/model/mail.ts'
import { sendMail, type SendResult } from '../../src/mail/send.ts'
import { sendTestMail } from '../../src/mail/test-mail.ts'
import { mailServerOf } from '../../src/mail/server.ts'
import { makeAuthority } from '../support/authority.ts'
import { testConfig } from '../support/config.ts'
import { configuration, site, workplace } from '../support/command.ts'
import {
  mailSettings,
  type MailServer,
  type Script,
  startMailServer,
  startScripted,
} from './servers.ts'
import { trustCertificate } from './servers.ts'

trustCertificate()

/** What the configuration has to say, to be as strict as with a server elsewhere. */
const elsewhere = (server: MailServer, scheme = 'smtp', user = '') =>
  `${scheme}://${user}0.0.0.0:${server.port}`

function send(url: string, more: Parameters<typeof mailSettings>[1] = {}): Promise<SendResult> {
  const config = testConfig(mailSettings(url, more))
  let at = 0
  const random = (size: number) => Buffer.alloc(size, ++at)
  const app = { config, clock: () => 1_764_000_000_000, random, serverName: () => 'example.org' }
  return sendTestMail(app, 'ana@example.net')
}

test('a mail has one recipient, is marked as automatic and can be read as text and as HTML', async () => {
  await using server = await startMailServer()
  const { reason } = await send(server.url)
  assert.equal(reason, null)
  const [mail] = server.received
  assert.ok(mail)
  assert.deepEqual(mail.recipients, ['ana@example.net'])
  assert.equal(mail.from?.text, '"Club" <club@example.org>')
  assert.match(mail.subject ?? '', /^A test from example\.org$/)
  assert.equal(mail.headers.get('auto-submitted'), 'auto-generated')
  assert.match(mail.messageId ?? '', /^<[0-9a-z]{26}@example\.org>$/)
  assert.match(mail.text ?? '', /this mail shows that Latchkey can send mail/)
  assert.match(String(mail.html), /<html lang="en" dir="ltr">[^]*this mail shows/)
  assert.doesNotMatch(String(mail.html), /<img|<script|<link|url\(/)
})

test('required encryption is done by STARTTLS or smtps, with a valid certificate', async () => {
  await using starts = await startMailServer()
  assert.equal((await send(elsewhere(starts))).reason, null)
  await using implicit = await startMailServer({}, { secure: true })
  assert.equal((await send(elsewhere(implicit, 'smtps'))).reason, null)
  assert.equal(starts.received.length + implicit.received.length, 2)
})

test('the transcript shows what was said, and neither the password nor what could be turned into it', async () => {
  await using server = await startMailServer({}, { authMethods: ['PLAIN', 'LOGIN'] })
  for (const password of ['p%40ss%3Aword', 'wrong-p%40ss']) {
    const { transcript } = await send(elsewhere(server, 'smtp', `club:${password}@`))
    const text = transcript.join('\n')
    assert.match(text, /C: STARTTLS/)
    assert.match(text, /C: AUTH PLAIN \(cut\)/)
    const plain = decodeURIComponent(password)
    for (const secret of [plain, `\0club\0${plain}`, `club\0${plain}`]) {
      assert.ok(!text.includes(secret) && !text.includes(Buffer.from(secret).toString('base64')))
    }
  }
  assert.equal(server.received.length, 1)
})

const refusals: [title: string, MailReason, start: () => Promise<MailServer>, scheme?: string][] = [
  ['at connecting', 'greeting_refused', () => startMailServer({ connect: () => 554 })],
  ['by the greeting', 'greeting_refused', () => startScripted({ greeting: '554 no' })],
  ['at EHLO and HELO', 'greeting_refused', () => startScripted({ EHLO: '502 no', HELO: '502 no' })],
  [
    'without STARTTLS',
    'tls_missing',
    () => startMailServer({}, { disabledCommands: ['STARTTLS'] }),
  ],
  ['at MAIL FROM', 'sender_refused', () => startMailServer({ from: () => 550 })],
  ['at RCPT TO for now', 'recipient_later', () => startMailServer({ recipient: () => 450 })],
  ['at RCPT TO for good', 'recipient_refused', () => startMailServer({ recipient: () => 550 })],
  ['at DATA', 'message_later', () => startScripted({ DATA: '554 no' })],
  ['after DATA for now', 'message_later', () => startMailServer({ data: () => 451 })],
  ['after DATA for good', 'message_refused', () => startMailServer({ data: () => 554 })],
  ['by an end of the connection after DATA', 'broken_off', () => startScripted({ '.': 'close' })],
  ['by an end of the connection at DATA', 'unreachable', () => startScripted({ DATA: 'close' })],
  [
    'by an end of the connection at once',
    'unreachable',
    () => startScripted({ greeting: 'close' }),
  ],
  ['by no TLS where TLS is expected', 'tls_failed', () => startMailServer(), 'smtps'],
]

const signsIn = '250-here\r\n250 AUTH PLAIN'

/** What a stage answers, the reason that is told, and the user and scheme of the address. */
const answers: [script: Script, MailReason, how?: 'signs in' | 'encrypts'][] = [
  [{ greeting: '421 too busy' }, 'greeting_refused'],
  [{ greeting: 'HTTP/1.1 400 Bad Request' }, 'greeting_refused'],
  [{ EHLO: '421 too busy', HELO: '421 too busy' }, 'greeting_refused'],
  [{ EHLO: 'close' }, 'unreachable'],
  [{ EHLO: '250-here\r\n250 STARTTLS', STARTTLS: '454 not now' }, 'tls_failed', 'encrypts'],
  [{ EHLO: '250-here\r\n250 STARTTLS', STARTTLS: 'close' }, 'unreachable', 'encrypts'],
  [{ EHLO: signsIn, AUTH: '454 not now' }, 'auth_refused', 'signs in'],
  [{ EHLO: signsIn, AUTH: '535 no' }, 'auth_refused', 'signs in'],
  [{ EHLO: signsIn, AUTH: 'close' }, 'unreachable', 'signs in'],
  [{ MAIL: '451 greylisted' }, 'sender_refused'],
  [{ MAIL: 'close' }, 'unreachable'],
  [{ RCPT: '421 greylisted' }, 'recipient_later'],
  [{ RCPT: '503 bad sequence' }, 'recipient_later'],
  [{ RCPT: 'close' }, 'unreachable'],
  [{ DATA: '451 later' }, 'message_later'],
  [{ '.': '421 later' }, 'message_later'],
]

const addressOf = ({ url, port }: MailServer, how?: string) =>
  how === 'signs in'
    ? `smtp://club:pass@127.0.0.1:${port}`
    : how === 'encrypts'
      ? `smtp://0.0.0.0:${port}`
      : url

for (const [script, reason, how] of answers) {
  test(`the answers ${JSON.stringify(script)} are told as ${reason}, and tried again`, async () => {
    await using server = await startScripted(script)
    const found = await send(addressOf(server, how))
    assert.equal(found.reason, reason, found.transcript.join('\n'))
    assert.equal(isFinal(reason), false)
  })
}

for (const [title, reason, start, scheme] of refusals) {
  test(`a refusal ${title} is told as ${reason}`, async () => {
    await using server = await start()
    const isStrict = reason === 'tls_missing' || scheme !== undefined
    const found = await send(isStrict ? elsewhere(server, scheme) : server.url)
    assert.equal(found.reason, reason, found.transcript.join('\n'))
    assert.equal(server.received.length, 0)
  })
}

test('a wrong password, a wrong certificate and a closed port are told apart', async () => {
  await using server = await startMailServer()
  assert.equal((await send(elsewhere(server, 'smtp', 'club:no@'))).reason, 'auth_refused')
  await using other = await startMailServer({}, { isTrusted: false })
  assert.equal((await send(elsewhere(other))).reason, 'certificate')
  assert.equal((await send(elsewhere(other), { tls: 'opportunistic' })).reason, null)
  const { port } = server
  await server[Symbol.asyncDispose]()
  assert.equal((await send(`smtp://127.0.0.1:${port}`)).reason, 'unreachable')
  assert.equal((await send('smtp://mail.invalid')).reason, 'unreachable')
})

test('a certificate has to be of the host, in time and of an authority that is trusted, and the answer says what is wrong', async () => {
  const authority = makeAuthority()
  const unknown = makeAuthority()
  trustCertificate(authority.own.cert)
  const own = 'IP:0.0.0.0'
  const kinds = [
    [authority.issue('DNS:mail.example.org'), /not match certificate/],
    [authority.issue(own, { isExpired: true }), /expired/],
    [unknown.issue(own), /unable to verify/],
    [unknown.own, /self-signed/],
  ] as const
  for (const [identity, cause] of kinds) {
    for (const secure of [false, true]) {
      await using server = await startMailServer({}, { ...identity, secure })
      const { reason, said } = await send(elsewhere(server, secure ? 'smtps' : 'smtp'))
      assert.equal(reason, 'certificate', said ?? '')
      assert.match(said ?? '', cause)
      assert.equal(server.received.length, 0)
    }
  }
  await using server = await startMailServer({}, authority.issue(own))
  const mail = `mail:\n  url: ${elsewhere(server)}\n  from: club@example.org\n`
  await using place = await workplace(configuration(site + mail))
  const refused = await place.run('mail', 'test', 'ana@example.net')
  assert.match(refused.stdout + refused.stderr, /not valid[^]*set NODE_EXTRA_CA_CERTS/)
  assert.equal(refused.code, 1)
  const trusting = { NODE_EXTRA_CA_CERTS: authority.file }
  const sent = await place.runWith(trusting, 'mail', 'test', 'ana@example.net')
  assert.equal(sent.code, 0, sent.stdout + sent.stderr)
  assert.equal(server.received.length, 1)
})

const silences: [script: Script, how?: 'signs in' | 'encrypts'][] = [
  [{ greeting: 'hang' }],
  [{ EHLO: 'hang' }],
  [{ EHLO: '250-here\r\n250 STARTTLS', STARTTLS: 'hang' }, 'encrypts'],
  [{ EHLO: '250-here\r\n250 STARTTLS', STARTTLS: '220 go' }, 'encrypts'],
  [{ EHLO: signsIn, AUTH: 'hang' }, 'signs in'],
  [{ MAIL: 'hang' }],
  [{ RCPT: 'hang' }],
  [{ DATA: 'hang' }],
  [{ '.': 'hang' }],
]

test('a server that says nothing, at whatever stage, is given up when the job ends', async () => {
  for (const [script, how] of silences) {
    await using server = await startScripted(script)
    const url = addressOf(server, how)
    const found = mailServerOf(testConfig(mailSettings(url))) ?? assert.fail()
    const mail = { subject: 'S', text: 'T', html: 'H', messageId: 'a@b.org', language: 'en', at: 0 }
    const ending = new AbortController()
    const sending = sendMail(found, { ...mail, to: 'ana@a.org' }, ending.signal)
    await server.reached(Object.keys(script).at(-1) ?? '')
    ending.abort()
    const { reason, transcript } = await sending
    assert.equal(reason, '.' in script ? 'broken_off' : 'timeout', transcript.join('\n'))
  }
})

test('no field of a mail can add a header, a recipient or a second mail', async () => {
  await using server = await startMailServer()
  const evil = 'x\r\nBcc: eve@example.net\r\n\r\n.\r\nMAIL FROM:<eve@example.net>\u2028\n'
  const sender = { name: evil, address: 'club@example.org' }
  const found = mailServerOf(testConfig(mailSettings(server.url, { from: sender })))
  assert.ok(found)
  const mail = { subject: evil, text: evil, html: evil, messageId: 'a@b.org', language: evil }
  const to = 'ana@example.net'
  await sendMail(found, { ...mail, to, at: 0 }, AbortSignal.timeout(10_000))
  assert.equal(server.received.length, 1)
  const [got] = server.received
  assert.deepEqual(got?.recipients, [to])
  assert.equal(got?.headers.has('bcc'), false)
  assert.doesNotMatch(got?.source.split('\r\n\r\n')[0] ?? '', /^(bcc|mail from):/im)
})

test('mail test shows what was said with the server, and ends with 1 if it refuses', async () => {
  await using server = await startMailServer({
    recipient: (address) => (address.startsWith('no') ? 550 : undefined),
  })
  const mail = `mail:\n  url: smtp://club:p%40ss%3Aword@127.0.0.1:${server.port}\n  from: Club <club@example.org>\n`
  await using place = await workplace(configuration(site + mail))
  const good = await place.runHere('mail', 'test', 'ana@example.net')
  assert.equal(good.code, 0, good.stderr)
  assert.match(good.stdout, /C: RCPT TO:<ana@example\.net>[^]*has accepted the mail\.\n$/)
  assert.doesNotMatch(good.stdout, /p@ss:word/)
  const bad = await place.runHere('mail', 'test', 'no@example.net', '--json')
  assert.equal(bad.code, 1)
  assert.equal(JSON.parse(bad.stdout).reason, 'recipient_refused')
  const list = await place.runHere('mail', 'test', 'ana@example.net, eve@example.net')
  assert.equal(list.code, 2)
  assert.match(list.stderr, /not one mail address/)
  await place.write('latchkey.yaml', configuration(site))
  assert.match((await place.runHere('mail', 'test', 'a@example.net')).stderr, /mail\.url/)
})
