import type { Config } from '../../model/config.ts'
import type { Webhook } from '../../ports/webhooks.ts'
import { hashOf } from '../../shared/hash.ts'

/** A configured webhook with what jobs, states and lists know it by. */
export interface Endpoint extends Webhook {
  /** Made from the URL, which may be a secret itself. */
  id: string
  /** Changes with secrets, events and ranges: then a paused endpoint is tried again. */
  terms: string
}

export function endpointsOf({ webhooks }: Pick<Config, 'webhooks'>): Endpoint[] {
  return webhooks.map((webhook) => {
    const { url, secrets, events, allowPrivate } = webhook
    const terms = opaque(JSON.stringify([secrets, events, allowPrivate]))
    return { ...webhook, id: opaque(url), terms }
  })
}

/** 104 bits, in the format of identifiers (shared/ids.ts). */
function opaque(text: string): string {
  return hashOf(text).slice(0, 26)
}

/** Whether the endpoint wants events of this kind. */
export function wants({ events }: Pick<Webhook, 'events'>, kind: string): boolean {
  const group = `${kind.slice(0, kind.indexOf('.'))}.*`
  return events === null || events.includes(kind) || events.includes(group)
}
