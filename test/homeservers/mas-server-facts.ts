// From facts, not recorded: answers of MAS 1.22 that can't be recorded, from its source and by hand.
import type { Given } from './json-server.ts'

function errors(status: number, ...titles: string[]): Given {
  const body = { errors: titles.map((title) => ({ title })) }
  return { status, body: JSON.stringify(body) }
}

/** The answer to `POST /users` while its Synapse is down: MAS asks Synapse before it creates a user. */
export const noSynapse = errors(
  500,
  'Failed to check localpart availability from Synapse',
  'error sending request',
)

/** The answer to an expired access token: nothing was done. */
export const tokenEnded = errors(401, 'Access token expired')

/** A list of the admin API, as in its OpenAPI document. */
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

/** `GET /users`, as in its OpenAPI document. */
export function usersOf(users: { id: string; name: string; createdAt: string }[]): Given {
  const data = users.map(({ id, name, createdAt }) => ({
    type: 'user',
    id,
    attributes: {
      username: name,
      created_at: createdAt,
      locked_at: null,
      deactivated_at: null,
      admin: false,
      legacy_guest: false,
    },
    links: { self: `/api/admin/v1/users/${id}` },
    meta: { page: { cursor: id } },
  }))
  return { status: 200, body: JSON.stringify({ meta: { count: data.length }, data }) }
}

/** A used-up registration token: these lines differ from the recorded one. */
export function usedUp(timesUsed: number, at: string): [from: string, to: string][] {
  return [
    ['"valid": true', '"valid": false'],
    ['"times_used": 0', `"times_used": ${timesUsed}`],
    ['"last_used_at": null', `"last_used_at": "${at}"`],
  ]
}
