import { eventKinds } from '../model/events.ts'
import type { Webhook } from '../ports/webhooks.ts'
import { isLoopback } from './addresses.ts'
import type { Raw, ValueType } from './option.ts'

/** Standard Webhooks: `whsec_` and 24 to 64 bytes as base64. */
const secretPattern =
  /^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/

/** A list of maps. As a text, in the environment or a secret's file, it is JSON. */
export const webhooks: ValueType<Webhook[]> = {
  expected: 'a list of maps with url and secret, or the same as JSON',
  maps: true,
  read(raw) {
    const found = readAll(raw)
    return typeof found === 'string' ? undefined : found
  },
  mistakes: async () => {
    const { whole } = await import('./mistakes/mistake.ts')
    return (text) => {
      const found = readAll(text)
      return typeof found === 'string' ? whole(found) : null
    }
  },
}

/** The webhooks, or what is wrong, without a part of the value. */
function readAll(raw: Raw): Webhook[] | string {
  const maps = parse(raw)
  if (maps === undefined) return 'is not a list of maps, nor JSON'
  const found = maps.map(readOne)
  const all = found.filter((one) => typeof one !== 'string')
  const fault = found.find((one) => typeof one === 'string')
  if (fault !== undefined) {
    return `has a mistake in number ${found.indexOf(fault) + 1}: ${fault}`
  }
  const isTwice = new Set(all.map(({ url }) => url)).size < all.length
  return isTwice ? 'has the same url twice' : all
}

/** A refused list is explained as one text, with commas between its maps. */
function parse(raw: Raw): unknown[] | undefined {
  const text = typeof raw === 'string' ? raw.trim() : raw.join(', ')
  try {
    return JSON.parse(text.startsWith('[') ? text : `[${text}]`) as unknown[]
  } catch {
    return undefined
  }
}

const names = ['url', 'secret', 'events', 'allow_private']

function readOne(given: unknown): Webhook | string {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return 'it is no map'
  const {
    url,
    secret,
    events = null,
    allow_private: said = false,
  } = given as Record<string, unknown>
  if (Object.keys(given).some((name) => !names.includes(name))) {
    return `only ${names.join(', ')} are known`
  }
  if (typeof said !== 'boolean') return 'allow_private is true or false'
  const parsed = typeof url === 'string' ? URL.parse(url) : null
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return 'url is not an address with https'
  if (parsed.username !== '' || parsed.password !== '') return 'url holds a user'
  const allowPrivate = said || isLoopback(parsed.hostname)
  if (parsed.protocol === 'http:' && !allowPrivate) return 'url needs https'
  const secrets = typeof secret === 'string' ? secret.trim().split(/\s+/) : []
  if (secrets.length === 0 || !secrets.every((one) => secretPattern.test(one))) {
    return 'secret is not whsec_ and 24 to 64 bytes as base64'
  }
  if (events !== null && !isEvents(events))
    return 'events is no list of kinds such as account.made or account.*'
  parsed.hash = ''
  return { url: parsed.href, secrets, events, allowPrivate }
}

function isEvents(given: unknown): given is string[] {
  if (!Array.isArray(given) || given.length === 0) return false
  const kinds: readonly string[] = eventKinds
  const groups = kinds.map((kind) => kind.replace(/\..*/, '.*'))
  return given.every((one) => kinds.includes(one as string) || groups.includes(one as string))
}
