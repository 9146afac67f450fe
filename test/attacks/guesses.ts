import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import type { Crowd, Tally } from './crowd.ts'

// Clients that send well-formed requests, but far too many.

export interface Question {
  method?: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
}

export interface Guesses extends Crowd {
  /** Requests per second, for all clients together. */
  rate: number
}

/** Sends requests over persistent connections. The tally counts the statuses. */
export async function ask(
  { url, clients, signal, rate }: Guesses,
  next: () => Question,
): Promise<Tally> {
  const tally: Tally = new Map()
  const pool = new Pool(url, { connections: clients })
  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      const ending = await answerTo(pool, next(), signal)
      tally.set(ending, (tally.get(ending) ?? 0) + 1)
      // A random delay: the clients must not be synchronized.
      const wait = ((1000 * clients) / rate) * (0.5 + Math.random())
      await pause(wait, undefined, { signal }).catch(() => undefined)
    }
  }
  await Promise.all(Array.from({ length: clients }, work))
  await pool.destroy()
  return tally
}

async function answerTo(pool: Pool, question: Question, signal: AbortSignal): Promise<string> {
  try {
    const { statusCode, body } = await pool.request({ method: 'GET', ...question, signal })
    await body.dump()
    return String(statusCode)
  } catch {
    return signal.aborted ? 'still there' : 'cut'
  }
}

const noise = () => randomBytes(8).toString('hex')

/** A different network for each request, as a proxy in front would report it. */
const elsewhere = () => ({ 'x-forwarded-for': [...randomBytes(4)].join('.') })

export const wrongCode = (): Question => ({ path: `/i/${noise()}` })
export const wrongCodeFromAnywhere = (): Question => ({ ...wrongCode(), headers: elsewhere() })
export const nameProbe = (code: string) => (): Question => ({
  path: `/i/${code}/name?name=${noise()}`,
})
export const wrongSecret = (): Question => ({
  path: '/api/v1/invites',
  headers: { authorization: `Bearer ${noise()}` },
})

/** A valid form. */
export const newAccount = (code: string) => (): Question => ({
  method: 'POST',
  path: `/i/${code}/account`,
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...elsewhere() },
  body: new URLSearchParams({ name: `m${noise()}`, password: `${noise()} ${noise()}` }).toString(),
})

/** The comparison for a page: the same client at the same rate, at the cheapest URL. */
export const robots = (): Question => ({ path: '/robots.txt' })
export const qrCode = (code: string) => (): Question => ({ path: `/i/${code}/qr.svg` })

const form = { 'content-type': 'application/x-www-form-urlencoded' }

/** One network submits forms, each time as another browser. `headers` may be long. */
export const press =
  (code: string, headers: Record<string, string> = {}) =>
  (): Question => ({
    method: 'POST',
    path: `/i/${code}/account`,
    headers: { ...form, ...headers },
    body: new URLSearchParams({
      name: `m${noise()}`,
      password: `${noise()} ${noise()}`,
    }).toString(),
  })

/** The maximum length of a request's headers. */
export const longCookie = { cookie: `a=${'x'.repeat(14_000)}` }

/** A name on which `^([a-z0-9._-]+|(q+)+)$` backtracks practically for ever. */
export const slowName = (code: string) => (): Question => ({
  path: `/i/${code}/name?name=${'q'.repeat(60)}=`,
  headers: elsewhere(),
})

/** A long, weak password takes the longest to check. */
export const weakPassword = (code: string) => (): Question => ({
  ...press(code)(),
  body: new URLSearchParams({ name: `m${noise()}`, password: 'p4ssw0rd!@#$'.repeat(6) }).toString(),
})
