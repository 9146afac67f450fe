// from facts, not recorded: what MAS 1.22 answers where nothing could be recorded, by its source and by trying.
import type { Given } from './json-server.ts'

function errors(status: number, ...titles: string[]): Given {
  const body = { errors: titles.map((title) => ({ title })) }
  return { status, body: JSON.stringify(body) }
}

/** Of `POST /users`, where its Synapse is down: it asks there before it makes anything. */
export const noSynapse = errors(
  500,
  'Failed to check localpart availability from Synapse',
  'error sending request',
)

/** An access token that has ended: nothing is done. */
export const tokenEnded = errors(401, 'Access token expired')

/** A list of the admin API, in the shape that its document gives. */
export function listOf(path: string, data: { type: string; id: string }[]): Given {
  const links = { self: path, first: path, last: path }
  const resources = data.map((one) => ({
    ...one,
    attributes: { created_at: '2026-11-22T04:04:40.041757Z', finished_at: null },
    links: { self: `${path.replace(/\?.*/, '')}/${one.id}` },
  }))
  return {
    status: 200,
    body: JSON.stringify({ meta: { count: data.length }, data: resources, links }),
  }
}

/** A registration token that has been used up: these lines of the recorded one differ. */
export function usedUp(timesUsed: number, at: string): [from: string, to: string][] {
  return [
    ['"valid": true', '"valid": false'],
    ['"times_used": 0', `"times_used": ${timesUsed}`],
    ['"last_used_at": null', `"last_used_at": "${at}"`],
  ]
}
