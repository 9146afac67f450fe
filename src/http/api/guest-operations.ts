import { onlyAuthor } from '../../core/permissions.ts'
import { extendGuest, promoteGuest } from '../../core/guests/guests.ts'
import { guestResource } from '../../core/guests/resource.ts'
import { timeSentence } from '../../core/invites/fields.ts'
import { Problem } from '../../shared/errors.ts'
import { parseInstant } from '../../shared/time.ts'
import { listGuests } from '../../store/guests.ts'
import { named, newEnd } from './inputs.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'
import { guest, guestList } from './resources.ts'

const most = 1_000

const list = operation({
  id: 'listGuests',
  allow: 'people:read',
  method: 'GET',
  path: '/guests',
  summary: 'List guests',
  description: `Accounts that have an end, the next to end first; at most ${most}.`,
  params: noParameters,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: guestList,
  problems: [],
  handle: async (app, { actor }) => {
    const rows = await listGuests(app.db, most, onlyAuthor(actor, 'people:read'))
    return { guests: rows.map((row) => guestResource(app, row)) }
  },
})

const extend = operation({
  id: 'extendGuest',
  allow: 'people:extend',
  method: 'POST',
  path: '/guests/{person}/extend',
  summary: 'Move the end of an account',
  description:
    'A suspended account can be used again. Members can do it once for those they invited, by at most the length of the first term.',
  params: named,
  query: noParameters,
  body: newEnd,
  status: 200,
  answer: guest,
  problems: ['guest_unknown', 'already_extended', 'ends_too_early'],
  handle: async (app, { params, body, actor }) => {
    const place = { now: app.clock(), timeZone: app.config.timezone, bareDate: 'end' } as const
    const until = parseInstant(body.until, place)
    if (until === undefined) throw new Problem('input_invalid', { detail: timeSentence })
    return guestResource(app, await extendGuest(app, params.person, until, actor))
  },
})

const promote = operation({
  id: 'promoteGuest',
  allow: 'people:promote',
  method: 'POST',
  path: '/guests/{person}/promote',
  summary: 'Make an account permanent',
  description: 'It has no end any more. A suspended account can be used again.',
  params: named,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: guest,
  problems: ['guest_unknown'],
  handle: async (app, { params, actor }) =>
    guestResource(app, await promoteGuest(app, params.person, actor)),
})

export const guestOperations: Operation[] = [list, extend, promote]
