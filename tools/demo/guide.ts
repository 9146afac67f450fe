import { styleText } from 'node:util'
import { qrLines } from '../../src/cli/print.ts'
import type { Stage } from './stage.ts'
import { canShowBlocks, print } from './terminal.ts'

const QR_WIDTH = 40

/** The demo's links: for a newcomer, and for an operator. */
export interface Links {
  invitation: string
  console: string
}

/** Prints the links, and the next steps with them and after them. */
export async function printGuide(links: Links, stage: Stage): Promise<void> {
  const link = links.invitation
  if (canShowBlocks(QR_WIDTH)) await printQr(link)
  print(
    '',
    styleText('bold', 'Open the invitation in a browser on this machine'),
    '',
    `  ${styleText(['cyan', 'underline'], link)}`,
    '',
    '  Pick a name and a password. Five people can join, within two days.',
    '',
    ...otherSide(links, stage),
    '',
    ...signingIn(stage),
    '',
    ...invitingMore(stage),
    '',
    `Settings, databases and logs: ${stage.folder}`,
    'Ctrl-C ends the demo and removes them.',
  )
}

function otherSide({ console }: Links, { portal }: Stage): string[] {
  return [
    styleText('bold', 'See the other side: the console of whoever invites'),
    '',
    `  ${styleText(['cyan', 'underline'], console)}`,
    '',
    '  It works once, within 10 minutes, and signs you in as an operator.',
    `  With the name and the password that you picked you are a member, who may invite three:`,
    `  ${portal.app.config.public.url}/console`,
  ]
}

async function printQr(link: string): Promise<void> {
  const lines = await qrLines(link, process.stdout)
  const note = 'As on a poster. But only this machine can open this link, not a phone.'
  print('', ...lines.map((line) => `  ${line}`), `  ${styleText('dim', note)}`)
}

function signingIn({ synapse }: Stage): string[] {
  return [
    styleText('bold', 'Sign in afterwards'),
    `  In Element (https://app.element.io), as the server: ${synapse.url}`,
    '  Or in another terminal, with the name and the password that you picked:',
    '',
    `  curl ${synapse.url}/_matrix/client/v3/login -d '{`,
    '    "type": "m.login.password", "password": "PASSWORD",',
    `    "identifier": {"type": "m.id.user", "user": "NAME"}}'`,
  ]
}

function invitingMore({ portal }: Stage): string[] {
  return [
    styleText('bold', 'Make another invitation'),
    `  curl ${portal.privateUrl}/api/v1/invites \\`,
    `    -H 'Authorization: Bearer ${portal.app.config.admin.secret}' \\`,
    `    -H 'Content-Type: application/json' -d '{"uses": 1, "expires": "48h"}'`,
  ]
}
