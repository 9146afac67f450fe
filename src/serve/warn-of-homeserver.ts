import { setTimeout as pause } from 'node:timers/promises'
import type { App } from '../core/context.ts'

/** How often a homeserver that does not answer is asked again, in ms. */
const againMs = 60_000

/**
 * Logs at the start, not at the first sign-up, what keeps people out or lets them in without an
 * invitation. A homeserver that starts later than the portal is waited for.
 */
export async function warnOfHomeserver({ homeserver, log, draining }: App): Promise<void> {
  for (let isFirst = true; !draining.aborted; isFirst = false) {
    const errors = (await homeserver.examine()).filter(({ severity }) => severity === 'error')
    const isDown = errors.some(({ code }) => code === 'answers')
    if (isFirst || !isDown) {
      for (const { code, sentence, advice } of errors) log.warn({ code, advice }, sentence)
    }
    if (!isDown) return
    await pause(againMs, undefined, { ref: false, signal: draining }).catch(() => {})
  }
}
