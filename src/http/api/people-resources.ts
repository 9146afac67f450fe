import { z } from 'zod'
import { invitedReasons, invitedStates } from '../../model/invited-account.ts'
import { id } from './inputs.ts'
import { introductionStep, next, time, userId } from './resources.ts'

/** The fields of one of the list, and of one alone. */
const facts = {
  id,
  kind: z.enum(['account', 'matrix_account']).meta({
    description: 'account: it was made here. matrix_account: they had one.',
  }),
  user_id: userId.nullable().meta({ description: 'null: it was erased, or is not known.' }),
  state: z.enum(['active', 'suspended', 'deactivated', ...invitedStates]).meta({
    description: 'Of an account that was made here one of the first three.',
  }),
  invite_id: id,
  profile: z.string().nullable(),
  invited_by: z.string(),
  came_at: time.meta({ description: 'When they joined, or gave their address.' }),
}

export const personDetails = z
  .strictObject({
    ...facts,
    reason: z.enum(invitedReasons).nullable().meta({
      description: 'Why a Matrix account was not invited, or not yet, or needed no invitation.',
    }),
    cause: z.string().nullable().meta({ description: 'What the homeserver said of that.' }),
    ends_at: time.nullable().meta({ description: 'null: the account has no end.' }),
    introduction: z.array(introductionStep),
    links: z
      .strictObject({
        live: z.int().min(0),
        expires_at: time.nullable(),
        used_at: time.nullable().meta({
          description: 'The last use of one that works, to the hour, after its first hour.',
        }),
      })
      .meta({ description: 'Links to their own page that work.' }),
    app_opened_at: time.nullable().meta({
      description: 'When they first followed a link into an app; null: no browser said so.',
    }),
    last_seen: z
      .strictObject({ devices: z.int().min(0), at: time.nullable() })
      .nullable()
      .meta({
        description:
          'On how many devices they are signed in, and when one was last seen. The homeserver is asked; null: it does not tell, or not you.',
      }),
  })
  .meta({ description: 'Somebody who came by a link, and all that is known of them.' })

export const personList = z.strictObject({
  people: z.array(z.strictObject(facts).meta({ description: 'Somebody who came by a link.' })),
  next,
})
