import assert from 'node:assert/strict'
import type { Config } from '../../src/model/config.ts'
import { type Kind, openPortal, type PortalOptions, type TestPortal } from '../support/portal.ts'
import { newVisitor, type Reply, type Visitor } from '../support/visitor.ts'

const hour = 60 * 60_000
export const day = 24 * hour

export interface Asking extends AsyncDisposable {
  portal: TestPortal
  time: { now: number }
  /** Sends the form as somebody who took five seconds for it. */
  ask: (fields?: Record<string, string>, visitor?: Visitor) => Promise<Reply>
  /** The path of the page of a new applicant. */
  applicant: (fields?: Record<string, string>, visitor?: Visitor) => Promise<string>
}

export interface AskingOptions extends PortalOptions {
  requests?: Partial<Config['requests']>
}

/** A portal that takes requests; the test moves the time. */
export async function openAsking(kind: Kind, options: AskingOptions = {}): Promise<Asking> {
  const time = { now: Date.parse('2030-05-01T12:00:00Z') }
  const { requests, settings = {}, ...rest } = options
  const portal = await openPortal({
    database: kind,
    clock: () => time.now,
    ...rest,
    settings: {
      homeserver: { url: 'http://127.0.0.1:9', serverName: 'example.org' },
      ...settings,
      requests: { open: true, ...requests },
    },
  })
  const ask: Asking['ask'] = async (fields = {}, visitor = newVisitor(portal.url)) => {
    const form = await visitor.get('/ask')
    time.now += 5_000
    return visitor.press('/ask', { ...usual, ...hiddenIn(form), ...fields })
  }
  return {
    portal,
    time,
    ask,
    applicant: async (fields, visitor) => {
      const reply = await ask(fields, visitor)
      assert.equal(reply.status, 303, reply.text)
      return reply.headers.get('location') ?? ''
    },
    [Symbol.asyncDispose]: () => portal[Symbol.asyncDispose](),
  }
}

const usual = { name: 'ana', words: 'I sing alto and know Ruth.', address: '', website: '' }

/** What the form carries besides what is typed; the box of the rules is ticked. */
export function hiddenIn({ text }: Reply): Record<string, string> {
  const stamp = /name="stamp" value="([^"]+)"/.exec(text)?.[1] ?? ''
  const rules = /name="rules"\s+type="checkbox"\s+value="([^"]+)"/.exec(text)?.[1]
  return { stamp, ...(rules !== undefined && { rules }) }
}

/** The only request in a state, with its id. */
export async function requestsOf({ portal }: Pick<Asking, 'portal'>) {
  return portal.app.db.selectFrom('requests').selectAll().orderBy('number').execute()
}
