/** A signal that aborts after `ms` or when `draining` aborts. Dispose of it to cancel. */
export function startDeadline(ms: number, draining: AbortSignal): Deadline {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const timer = setTimeout(abort, ms).unref()
  draining.addEventListener('abort', abort, { once: true })
  if (draining.aborted) abort()
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer)
      draining.removeEventListener('abort', abort)
    },
  }
}

export interface Deadline extends Disposable {
  signal: AbortSignal
}
