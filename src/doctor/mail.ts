import { Resolver } from 'node:dns/promises'
import { isLoopback } from '../config/addresses.ts'
import { adviceOn } from '../mail/explain.ts'
import { mailServerOf, type MailServer } from '../mail/server.ts'
import { fine, type Finding, notice, warning } from '../shared/finding.ts'
import { mailDomain } from '../shared/mail-address.ts'
import type { DoctorContext } from './context.ts'

/** The mail servers of a domain; rejects with a code of node:dns. */
type FindMailServers = (domain: string) => Promise<readonly unknown[]>

const dnsMs = 3_000

const askDns: FindMailServers = (domain) =>
  new Resolver({ timeout: dnsMs, tries: 1 }).resolveMx(domain)

/** Whether the mail server would take mail from us. Nothing is sent. */
export async function examineMail(
  { config }: Pick<DoctorContext, 'config'>,
  findMailServers = askDns,
): Promise<Finding[]> {
  const { url, from, tls } = config.mail
  if (url === null && from === null) return [fine('mail', 'Mail is off.')]
  const server = mailServerOf(config)
  if (server === null) {
    const lacks = url === null ? 'mail.url' : 'mail.from'
    return [warning('mail', 'No mail is sent.', `Set ${lacks}, too.`)]
  }
  const [reached, sender] = await Promise.all([
    examineServer(server),
    examineSender(mailDomain(server.from.address), findMailServers),
  ])
  return [...reached, ...inClear(server, tls), sender]
}

async function examineServer(server: MailServer): Promise<Finding[]> {
  const { tryServer } = await import('../mail/send.ts')
  const { reason, said } = await tryServer(server)
  const where = `${server.host}:${server.port}`
  if (reason === null) {
    const how = server.auth ? ' and accepts the password' : ''
    return [fine('mail', `The mail server ${where} answers${how}.`)]
  }
  const { what, advice } = adviceOn(reason)
  const answer = said === null ? '' : ` It said: ${said}.`
  return [warning('mail', `${what} (${where})${answer}`, advice)]
}

function inClear({ host, auth, secure }: MailServer, tls: string): Finding[] {
  if (!auth || secure || tls === 'required' || isLoopback(host)) return []
  return [
    warning(
      'mail',
      `With mail.tls: ${tls} the password of the mail server may be sent in clear.`,
      'Set mail.tls to required.',
    ),
  ]
}

async function examineSender(domain: string, findMailServers: FindMailServers): Promise<Finding> {
  try {
    if ((await findMailServers(domain)).length > 0) {
      return fine('mail_sender', `The sender's domain ${domain} receives mail.`)
    }
  } catch (error) {
    const { code = 'no code' } = error as { code?: string }
    if (code !== 'ENODATA' && code !== 'ENOTFOUND') {
      return notice(
        'mail_sender',
        `Whether ${domain} receives mail could not be tested: DNS did not answer (${code}).`,
        'Check that this machine can ask a DNS server.',
      )
    }
  }
  return warning(
    'mail_sender',
    `The sender's domain ${domain} has no MX record.`,
    'Many servers refuse mail from such a domain: use another one in mail.from, or add the record.',
  )
}
