import { lookup } from 'node:dns/promises'
import http from 'node:http'
import https from 'node:https'
import about from '../../package.json' with { type: 'json' }
import type { SendFault, SendOutcome, SendWebhook } from '../ports/webhooks.ts'
import { addressesOf, lookupOf, type Resolve } from './addresses.ts'
import { messageOf } from './message.ts'
import { signedHeaders } from './sign.ts'

/** From the resolution of the name to the status of the response. */
const usualTimeoutMs = 5_000

export interface SenderOptions {
  /** Milliseconds since 1970. */
  clock: () => number
  /** The language of the sentence in the body. */
  language: () => string
  resolve?: Resolve
  timeoutMs?: number
}

/** Posts facts: one request, no redirect followed, the body of the response not read. */
export function createSender({
  clock,
  language,
  resolve = all,
  timeoutMs = usualTimeoutMs,
}: SenderOptions): SendWebhook {
  return async (webhook, fact, signal) => {
    const late = AbortSignal.timeout(timeoutMs)
    const ending = AbortSignal.any([signal, late])
    const end = () =>
      signal.aborted ? 'stopped' : late.aborted ? faulty('timeout') : faulty('unreachable')
    const url = new URL(webhook.url)
    const { allowPrivate, secrets } = webhook
    const found = await withEnd(ending, addressesOf(url.hostname, { resolve, allowPrivate }))
    if (found === undefined) return end()
    if (typeof found === 'string') return faulty(found)
    const body = messageOf(fact, language())
    const at = Math.floor(clock() / 1_000)
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': `Latchkey/${about.version}`,
      ...signedHeaders(secrets, { id: fact.id, at, body }),
    }
    const options = { method: 'POST', headers, lookup: lookupOf(found), signal: ending }
    const asked = await post(url, options, body)
    if (typeof asked === 'number') return outcomeOf(asked)
    const fault = certificateFault(asked)
    return fault === null ? end() : faulty(fault)
  }
}

const all: Resolve = (host) => lookup(host, { all: true })

/** `undefined`: the signal came first. A resolution can't be aborted. */
async function withEnd<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  const ended = Promise.withResolvers<undefined>()
  const end = () => ended.resolve(undefined)
  signal.addEventListener('abort', end)
  try {
    return signal.aborted ? undefined : await Promise.race([work, ended.promise])
  } finally {
    signal.removeEventListener('abort', end)
  }
}

/** The status of the response, or the error. The connection is new, and closed afterwards. */
function post(url: URL, options: https.RequestOptions, body: string): Promise<number | Error> {
  const { request } = url.protocol === 'https:' ? https : http
  return new Promise((resolve) => {
    const asked = request(url, { ...options, agent: false }, (response) => {
      resolve(response.statusCode ?? 0)
      response.destroy()
    })
    // Destroying the response may make an error, when the promise is settled.
    asked.on('error', resolve)
    asked.end(body)
  })
}

function outcomeOf(status: number): SendOutcome {
  if (status >= 200 && status < 300) return 'sent'
  if (status === 410) return faulty('gone', status)
  return faulty(status >= 300 && status < 400 ? 'redirect' : 'refused', status)
}

function faulty(fault: SendFault, status: number | null = null): SendOutcome {
  return { fault, status }
}

/** By the codes of OpenSSL and of Node for a certificate that can't be trusted; null for other errors. */
function certificateFault(error: Error): SendFault | null {
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'certificate_name'
  if (code === 'CERT_HAS_EXPIRED') return 'certificate_expired'
  if (/SELF_SIGNED|^UNABLE_TO/.test(code)) return 'certificate_authority'
  return code.includes('CERT') ? 'certificate' : null
}
