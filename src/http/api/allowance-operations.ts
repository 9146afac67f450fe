import { allowanceLeft } from '../../core/members/allowance.ts'
import { allowanceResource } from '../../core/members/resource.ts'
import {
  allowanceDefaults,
  endAllowance,
  readAllowance,
  setAllowance,
} from '../../core/members/set-allowance.ts'
import type { App } from '../../core/context.ts'
import type { Actor } from '../../model/actor.ts'
import { parseDuration, rfc3339 } from '../../shared/time.ts'
import { findMember } from '../../store/members.ts'
import { allowance, newAllowance } from './member-resources.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'

/** What members may invite, and what is left of it for the actor. */
async function shown(app: App, { id }: Actor) {
  const found = await readAllowance(app)
  const member = id === null ? undefined : await findMember(app.db, id)
  const left = member && (await allowanceLeft(app, member))
  return {
    allowance: found ? allowanceResource(found) : null,
    left: left?.left ?? null,
    next_at: rfc3339(left?.nextAt ?? null),
  }
}

const show = operation({
  id: 'getAllowance',
  allow: 'allowances:read',
  method: 'GET',
  path: '/allowance',
  summary: 'Show what members may invite',
  description: 'With a personal token also what is left for its owner.',
  params: noParameters,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: allowance,
  problems: [],
  handle: (app, { actor }) => shown(app, actor),
})

const set = operation({
  id: 'setAllowance',
  allow: 'allowances:write',
  method: 'PUT',
  path: '/allowance',
  summary: 'Let members invite',
  description: 'What ends unused counts no longer. Omitted fields get their default.',
  params: noParameters,
  query: noParameters,
  body: newAllowance,
  status: 200,
  answer: allowance,
  problems: ['profile_unknown'],
  handle: async (app, { body, actor }) => {
    const { per_month: perMonth, uses, expires, profile, min_days: minDays } = body
    const { uses: one, lastsMs, profile: none, minDays: days } = allowanceDefaults
    const wanted = {
      perMonth,
      uses: uses ?? one,
      lastsMs: parseDuration(expires ?? '') ?? lastsMs,
      profile: profile ?? none,
      minDays: minDays ?? days,
    }
    await setAllowance(app, wanted, actor)
    return shown(app, actor)
  },
})

const end = operation({
  id: 'endAllowance',
  allow: 'allowances:write',
  method: 'DELETE',
  path: '/allowance',
  summary: 'Let members invite nobody',
  description: 'What they have made stays open.',
  params: noParameters,
  query: noParameters,
  body: noBody,
  status: 204,
  answer: noBody,
  problems: [],
  handle: (app, { actor }) => endAllowance(app, actor),
})

export const allowanceOperations: Operation[] = [show, set, end]
