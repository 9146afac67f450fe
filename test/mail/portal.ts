import { createInvite } from '../../src/core/invites/create.ts'
import type { Invite } from '../../src/core/invites/invite.ts'
import { shellActor } from '../../src/model/actor.ts'
import { messageHandlers } from '../../src/work/handlers.ts'
import { startQueue } from '../../src/work/queue.ts'
import { messageTerms } from '../../src/work/terms.ts'
import type { Delivery } from '../../src/store/mail-deliveries.ts'
import { deliveriesOf } from '../../src/store/mail-deliveries.ts'
import type { Kind, TestPortal } from '../support/portal.ts'
import { openPortal } from '../support/portal.ts'
import { mailSettings, type MailServer } from './servers.ts'

export interface MailPortal extends TestPortal {
  inviteByMail: (
    address: string,
    more?: Partial<Parameters<typeof createInvite>[1]>,
  ) => Promise<Invite>
  deliveries: (invite: Invite) => Promise<Delivery[]>
  /** Sends what is due, and what becomes due meanwhile, until `isDone`. */
  sendUntil: (isDone: () => boolean | Promise<boolean>) => Promise<void>
}

/** A portal in front of no homeserver, with this mail server. Retries come at once. */
export async function mailPortal(
  server: Pick<MailServer, 'url'>,
  {
    database = 'SQLite',
    clock,
    title = 'Choir',
  }: { database?: Kind; clock?: () => number; title?: string } = {},
): Promise<MailPortal> {
  const settings = {
    ...mailSettings(server.url),
    homeserver: { url: 'http://127.0.0.1:9', serverName: 'example.org' },
    community: { title },
    requests: { open: true },
  }
  const portal = await openPortal({ database, settings, ...(clock && { clock }) })
  const { app } = portal
  return Object.assign(portal, {
    inviteByMail: (address: string, more = {}) =>
      createInvite(app, { mailTo: { address, language: '' }, ...more }, shellActor),
    deliveries: (invite: Invite) => deliveriesOf(app.db, invite.id, 50),
    sendUntil: async (isDone: () => boolean | Promise<boolean>) => {
      const backOffMs = messageTerms.backOffMs.map(() => 0)
      const terms = { ...messageTerms, backOffMs, pollMs: 5, handlers: messageHandlers }
      const stop = startQueue(app, terms)
      while (!(await isDone())) await new Promise(setImmediate)
      await stop()
    },
  })
}
