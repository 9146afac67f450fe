import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Actor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { encodeBytes } from '../../shared/ids.ts'
import type { App } from '../context.ts'
import { ownerOf } from './mail.ts'

/*
 * A link in a mail with which its recipient decides one request, without signing in. It names the request and
 * the recipient's address by their ids; the role is read when it is used. The first decision stands, so it
 * works once.
 */

type Key = Pick<App, 'cookieKey'>

const pattern =
  /^(?<request>[0-9a-z]{26})\.(?<address>[0-9a-z]{26})\.(?<until>\d{1,15})\.(?<mac>[0-9a-z]{52})$/

const lastsMs = 30 * 24 * 3_600_000

interface Link {
  requestId: string
  /** Of the recipient (`mail_addresses`). */
  addressId: string
}

export function signDecision(
  app: Key & Pick<App, 'clock'>,
  { requestId, addressId }: Link,
): string {
  const signed = `${requestId}.${addressId}.${app.clock() + lastsMs}`
  return `${signed}.${macOf(app, signed)}`
}

/**
 * Which request a link decides, and as whom. Problem `link_over`: not ours, too old, or the recipient has
 * removed the address or lost the account.
 */
export async function readDecision(
  app: Key & Pick<App, 'config' | 'db' | 'clock'>,
  token: string,
): Promise<{ requestId: string; actor: Actor }> {
  const { request = '', address = '', until = '', mac = '' } = pattern.exec(token)?.groups ?? {}
  const right = Buffer.from(macOf(app, `${request}.${address}.${until}`))
  const given = Buffer.from(mac)
  const isOurs = given.length === right.length && timingSafeEqual(given, right)
  const actor = isOurs && Number(until) > app.clock() ? await ownerOf(app, address) : undefined
  if (!actor) throw new Problem('link_over')
  return { requestId: request, actor }
}

function macOf({ cookieKey }: Key, text: string): string {
  return encodeBytes(createHmac('sha256', cookieKey).update(`ask decide ${text}`).digest())
}
