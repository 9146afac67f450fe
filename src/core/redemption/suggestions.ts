import type { Context } from '../context.ts'
import { nameProblem } from './rules.ts'

const wanted = 3

/** Up to three similar names that are not known to be taken; none while look-ups are paused. */
export async function suggestNames(
  app: Pick<Context, 'config' | 'homeserver' | 'serverName' | 'lookUps' | 'observe' | 'random'>,
  localpart: string,
  visitor: string | null,
): Promise<string[]> {
  const fitting = candidates(app, localpart).filter((name) => !nameProblem(app, name))
  const known = await app.lookUps.check(app.homeserver, fitting, visitor)
  if (known === null) return []
  return fitting.filter((_, at) => known[at] === 'free' || known[at] === 'unknown').slice(0, wanted)
}

function candidates(app: Pick<Context, 'serverName' | 'random'>, localpart: string): string[] {
  const [place = ''] = app.serverName().split(/[.:]/)
  const [one = 0, two = 0, three = 0] = app.random(3)
  return [
    `${localpart}.${place.toLowerCase()}`,
    `${localpart}${10 + (one % 90)}`,
    `${localpart}-${10 + (two % 90)}`,
    `${localpart}.${100 + (three % 100)}`,
  ]
}
