import type { Dispatcher, Pool } from 'undici'

/** An answer, whole. */
export interface HttpAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

const utf8 = new TextDecoder()

/**
 * One request and the whole of its answer, within `timeout` ms. Rejects with the error of undici that
 * says how far it came. Its `request` would make a stream and an abort signal for each, a third of a
 * call's processor time; this is the layer below it (undici's docs, Dispatcher.dispatch).
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
      // What waited for a connection until it was too late must not go out any more.
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
