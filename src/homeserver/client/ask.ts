import type { Dispatcher, Pool } from 'undici'

/** A complete answer. */
export interface HttpAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

const utf8 = new TextDecoder()

/**
 * Sends one request and reads the whole answer, within `timeout` ms. Rejects with undici's error, which
 * tells whether the request was sent. Uses `Dispatcher.dispatch`, as `request` of undici creates a
 * stream and an abort signal per call: a third of a call's CPU time.
 */
export function ask(
  pool: Pool,
  request: Dispatcher.DispatchOptions,
  timeout: number,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const answer: Pick<HttpAnswer, 'status' | 'headers'> = { status: 0, headers: {} }
    const chunks: Buffer[] = []
    let late: Error | undefined
    let begun: Dispatcher.DispatchController | undefined
    const timer = setTimeout(() => {
      late = new Error(`no answer in ${timeout / 1000} s`)
      begun?.abort(late)
      reject(late)
    }, timeout)
    pool.dispatch(request, {
      // A request that timed out while waiting for a connection must not be sent any more.
      onRequestStart: (controller) => {
        begun = controller
        if (late) controller.abort(late)
      },
      onResponseStart: (_, status, headers) => void Object.assign(answer, { status, headers }),
      onResponseData: (_, chunk) => void chunks.push(chunk),
      onResponseEnd: () => {
        clearTimeout(timer)
        resolve({ ...answer, body: utf8.decode(Buffer.concat(chunks)) })
      },
      onResponseError: (_, error) => {
        clearTimeout(timer)
        reject(error)
      },
    })
  })
}
