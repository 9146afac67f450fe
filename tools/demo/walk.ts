import { randomBytes } from 'node:crypto'
import { login } from '../../test/support/synapse-client.ts'
import { newVisitor, type Reply } from '../../test/support/visitor.ts'
import type { SynapseAddress } from '../synapse.ts'
import { step } from './terminal.ts'

const NAME = 'ana'

/**
 * Follows a newcomer's way from the link of an invitation for one person to a signed-in account,
 * without a browser, and prints each step. Throws a sentence if a step fails.
 */
export async function walk(link: string, synapse: SynapseAddress): Promise<void> {
  const { origin, pathname } = new URL(link)
  const address = `@${NAME}:${synapse.serverName}`
  const password = randomBytes(18).toString('base64url')
  const newcomer = newVisitor(origin)
  const invitation = await visit('The invitation opens', 200, () => newcomer.get(pathname))
  const path = pathIn(invitation, /href="([^"]+\/account)"/)
  const form = await visit('Its button leads to the form', 200, () => newcomer.get(path))
  const action = pathIn(form, /action="([^"]+)"/)
  const fields = { name: NAME, password, confirm: password }
  const sent = await visit('The form makes an account', 303, () => newcomer.post(action, fields))
  const next = sent.headers.get('location') ?? ''
  const welcome = await visit('The next page shows the way in', 200, () => newcomer.get(next))
  insist(welcome.text.includes(address), `The page after the form does not name ${address}.`)
  await signIn(synapse, address, password)
  await visit('A second visitor is told', 410, () => newVisitor(origin).get(pathname))
}

function visit(title: string, expected: number, ask: () => Promise<Reply>): Promise<Reply> {
  const work = async () => {
    const reply = await ask()
    const { status } = reply
    insist(status === expected, `The portal answered ${status}, not ${expected}${said(reply)}.`)
    return reply
  }
  return step(title, work, (reply) => title + said(reply))
}

async function signIn(synapse: SynapseAddress, address: string, password: string): Promise<void> {
  await step(`Synapse signs ${address} in with the new password`, async () => {
    const answer = await login(synapse.url, NAME, password)
    insist(answer === address, `Synapse answered the sign-in with ${answer}.`)
  })
}

/** A page's heading, as an addition to a line. */
function said({ text }: Reply): string {
  const heading = /<h1[^>]*>(.*?)<\/h1>/s.exec(text)?.[1] ?? ''
  const words = heading.replaceAll(/<[^>]*>/g, '').trim()
  return words && `: “${words}”`
}

function pathIn({ text }: Reply, pattern: RegExp): string {
  const path = pattern.exec(text)?.[1]
  if (path === undefined) throw new Error('The page does not lead on to the next step.')
  return path
}

function insist(right: boolean, sentence: string): void {
  if (!right) throw new Error(sentence)
}
