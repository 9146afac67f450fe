import type { Dispatcher, Pool } from 'undici'

/** An answer, whole. */
export interface HttpAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/**
 * One request and the whole of its answer, within `timeoutMs`. Rejects with the error of undici that
 * says how far it came.
 */
export async function ask(
  pool: Pool,
  request: Dispatcher.RequestOptions,
  timeoutMs: number,
): Promise<HttpAnswer> {
  const late = new AbortController()
  const giveUp = () => late.abort(new Error(`no answer in ${timeoutMs / 1000} s`))
  const timer = setTimeout(giveUp, timeoutMs)
  try {
    const { statusCode, headers, body } = await pool.request({ ...request, signal: late.signal })
    return { status: statusCode, headers, body: await body.text() }
  } finally {
    clearTimeout(timer)
  }
}
