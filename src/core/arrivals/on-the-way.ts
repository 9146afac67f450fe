import type { Context } from '../context.ts'

type Timed = Pick<Context, 'config'>

/** How long after it was sent a request can still take effect, in ms: a proxy may delay it. */
export function onTheWayMs({ config }: Timed): number {
  return config.homeserver.timeout + 5 * 60_000
}

/** How long from now the last unanswered request can still take effect, in ms; 0 if there is none. */
export function onTheWayFor(app: Timed & Pick<Context, 'clock'>, askedAt: number | null): number {
  return Math.max(0, (askedAt ?? -Infinity) + onTheWayMs(app) - app.clock())
}
