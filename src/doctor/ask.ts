import { explain } from '../shared/explain.ts'
import type { Fetch } from './patient.ts'

export interface SiteAnswer {
  status: number
  headers: Headers
  body: string
}

/** How long one address may take, in ms. */
const timeoutMs = 5_000

/** Asks an address once and follows no redirect. The cause says why nothing came back. */
export async function ask(fetch: Fetch, url: string): Promise<SiteAnswer | { cause: string }> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { signal, redirect: 'manual' })
    const { status, headers } = response
    return { status, headers, body: await response.text() }
  } catch (error) {
    // What fetch throws says only that it failed.
    return { cause: explain((error as Error).cause ?? error) }
  }
}

/** Why an answer is not the page that was asked for: the end of a sentence that begins with it. */
export function faultOf(answer: SiteAnswer | { cause: string }): string | null {
  if ('cause' in answer) return `can't be reached (${answer.cause})`
  if (answer.status === 200) return null
  const to = answer.headers.get('location')
  return `is answered ${answer.status}${to === null ? '' : ` and leads to ${to}`}`
}

/** The JSON object of an answer; empty where it holds none. */
export function objectOf({ body }: SiteAnswer): Record<string, unknown> {
  try {
    return { ...Object(JSON.parse(body)) }
  } catch {
    return {}
  }
}
