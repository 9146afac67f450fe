import assert from 'node:assert/strict'
import { test } from 'node:test'
import { examineMail } from '../../src/doctor/mail.ts'
import type { Finding } from '../../src/shared/finding.ts'
import { testConfig } from '../support/config.ts'
import { mailSettings, startMailServer, trustCertificate } from './servers.ts'

trustCertificate()

const known = async () => ['mail.example.org']
const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }))
const brief = (findings: Finding[]) => findings.map(({ code, severity }) => `${code} ${severity}`)

test('the doctor connects to the mail server and signs in, and sends nothing', async () => {
  await using server = await startMailServer()
  const at = (user: string) => mailSettings(`smtp://${user}0.0.0.0:${server.port}`)
  const examine = (user: string, find = known) =>
    examineMail({ config: testConfig(at(user)) }, find)
  assert.deepEqual(brief(await examine('')), ['mail fine', 'mail_sender fine'])
  const wrong = await examine('club:wrong@')
  assert.deepEqual(brief(wrong), ['mail warning', 'mail_sender fine'])
  assert.match(wrong[0]?.sentence ?? '', /refuses user or password/)
  assert.doesNotMatch(JSON.stringify(wrong), /club:wrong/)
  assert.equal(server.received.length, 0)
})

const sentencesOf = async (port: number, tls: 'required' | 'opportunistic') => {
  const settings = mailSettings(`smtp://club:p%40ss%3Aword@0.0.0.0:${port}`, { tls })
  return (await examineMail({ config: testConfig(settings) }, known)).map(
    ({ sentence }) => sentence,
  )
}

test('missing encryption, a wrong certificate and a password in clear are told', async () => {
  await using plain = await startMailServer({}, { disabledCommands: ['STARTTLS'] })
  await using self = await startMailServer({}, { isTrusted: false })
  assert.match((await sentencesOf(plain.port, 'required'))[0] ?? '', /offers no encryption/)
  assert.match((await sentencesOf(self.port, 'required'))[0] ?? '', /certificate .* is not valid/)
  assert.match((await sentencesOf(plain.port, 'opportunistic'))[1] ?? '', /in clear/)
})

test('a sender’s domain without an MX record is told, and silence of DNS is no finding against it', async () => {
  await using server = await startMailServer()
  const config = testConfig(mailSettings(server.url))
  const sender = async (find: () => Promise<string[]>) =>
    brief(await examineMail({ config }, find)).at(-1)
  assert.equal(await sender(failing('ENODATA')), 'mail_sender warning')
  assert.equal(await sender(failing('ENOTFOUND')), 'mail_sender warning')
  assert.equal(await sender(async () => []), 'mail_sender warning')
  assert.equal(await sender(failing('ETIMEOUT')), 'mail_sender notice')
})

test('mail that is off is fine, and half of its configuration is not', async () => {
  assert.deepEqual(brief(await examineMail({ config: testConfig() })), ['mail fine'])
  const half = testConfig({ mail: { url: 'smtp://a.example' } })
  assert.deepEqual(brief(await examineMail({ config: half })), ['mail warning'])
})
