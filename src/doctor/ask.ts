import { explain } from '../shared/explain.ts'
import type { Fetch } from './context.ts'

export interface SiteAnswer {
  status: number
  headers: Headers
  body: string
}

/** Timeout of one request. */
const timeoutMs = 5_000

/** Sends one GET and follows no redirect. `cause`: why no response came. */
export async function ask(fetch: Fetch, url: string): Promise<SiteAnswer | { cause: string }> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { signal, redirect: 'manual' })
    const { status, headers } = response
    return { status, headers, body: await response.text() }
  } catch (error) {
    // The error of fetch says only that it failed; its cause says why.
    return { cause: explain((error as Error).cause ?? error) }
  }
}

/** Why a response is not the wanted page, as the end of a sentence whose subject is the page. */
export function faultOf(answer: SiteAnswer | { cause: string }): string | null {
  if ('cause' in answer) return `can't be reached (${answer.cause})`
  if (answer.status === 200) return null
  const to = answer.headers.get('location')
  return `is answered ${answer.status}${to === null ? '' : ` and leads to ${to}`}`
}

/** The JSON object in a response; empty if it has none. */
export function objectOf({ body }: SiteAnswer): Record<string, unknown> {
  try {
    return { ...Object(JSON.parse(body)) }
  } catch {
    return {}
  }
}
