import { newAddress } from '../support/address.ts'

/** A browser that goes through other people's pages: it keeps cookies, follows and submits. */
export interface Walker {
  /** Goes on until a page of `origin` is not a redirect, or nothing leads on. */
  walk: (url: string, fields: Record<string, string>) => Promise<Arrived>
  /** One request without following. */
  get: (url: string) => Promise<Arrived>
  cookies: Map<string, string>
}

interface Arrived {
  url: string
  status: number
  text: string
  location: string | null
  /** All addresses on the way. */
  way: string[]
}

const mostSteps = 30

export function newWalker(home: string): Walker {
  const cookies = new Map<string, string>()
  const address = newAddress()
  const send = async (url: string, init: RequestInit = {}): Promise<Omit<Arrived, 'way'>> => {
    const { origin } = new URL(url)
    const own = [...cookies].filter(([key]) => key.startsWith(`${origin} `))
    const cookie = own.map(([key, value]) => `${key.split(' ')[1]}=${value}`).join('; ')
    // Synapse takes requests that a proxy forwarded for ones that came by https.
    const forwarded = url.startsWith(home) ? { 'x-forwarded-for': address } : {}
    const headers = { ...(init.headers as object), cookie, ...forwarded }
    const reply = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      // A plain jar would lose cookies that are only for https.
      cookies.set(`${origin} ${name}`, value)
    }
    const location = reply.headers.get('location')
    return { url, status: reply.status, text: await reply.text(), location }
  }
  const step = async (at: Omit<Arrived, 'way'>, fields: Record<string, string>) => {
    if (at.location !== null) return send(new URL(at.location, at.url).href)
    if (at.url.startsWith(home)) return null
    const form = /<form[^>]* action="([^"]*)"[^>]*>([^]*?)<\/form>/.exec(at.text)
    if (form) return send(new URL(unescape(form[1]), at.url).href, post(form[2] ?? '', fields))
    // Synapse asks before it leads to a site that it doesn't know.
    const link = /href="([^"]*loginToken=[^"]*)"/.exec(at.text)
    return link ? send(unescape(link[1])) : null
  }
  return {
    cookies,
    get: async (url) => ({ ...(await send(url)), way: [url] }),
    walk: async (url, fields) => {
      const way = [url]
      let at = await send(url)
      for (let steps = 0; steps < mostSteps; steps++) {
        const next = await step(at, fields)
        if (next === null) return { ...at, way }
        at = next
        way.push(at.url)
      }
      throw new Error(`no end after ${way.join('\n')}`)
    },
  }
}

function post(form: string, fields: Record<string, string>): RequestInit {
  const body = new URLSearchParams()
  for (const [input] of form.matchAll(/<input[^>]*>/g)) {
    const name = / name="([^"]*)"/.exec(input)?.[1]
    const value = / value="([^"]*)"/.exec(input)?.[1] ?? ''
    if (name !== undefined) body.set(name, fields[name] ?? unescape(value))
  }
  return { method: 'POST', body }
}

function unescape(text = ''): string {
  return text.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"')
}
