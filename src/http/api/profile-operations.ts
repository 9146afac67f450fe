import { z } from 'zod'
import {
  documentOf,
  profileDocument,
  profileFields,
  profileOf,
} from '../../core/profiles/document.ts'
import {
  allProfiles,
  profileNamed,
  removeProfile,
  writeProfiles,
} from '../../core/profiles/profiles.ts'
import { profile, profileList } from './resources.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'

const named = z.strictObject({ name: profileDocument.shape.name })

const list = operation({
  id: 'listProfiles',
  allow: 'profiles:read',
  method: 'GET',
  path: '/profiles',
  summary: 'List profiles',
  description: 'The default one first. Until you write one, it has the rooms of the configuration.',
  params: noParameters,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: profileList,
  problems: [],
  handle: async (app) => ({ profiles: (await allProfiles(app)).map(documentOf) }),
})

const show = operation({
  id: 'getProfile',
  allow: 'profiles:read',
  method: 'GET',
  path: '/profiles/{name}',
  summary: 'Show a profile',
  description: 'What an invitation with this profile gives.',
  params: named,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: profile,
  problems: ['profile_unknown'],
  handle: async (app, { params }) => documentOf(await profileNamed(app, params.name)),
})

const write = operation({
  id: 'putProfile',
  allow: 'profiles:write',
  method: 'PUT',
  path: '/profiles/{name}',
  summary: 'Write a profile',
  description: 'Creates it, or replaces all of it. Accounts that exist are not changed.',
  params: named,
  query: noParameters,
  body: profileFields,
  status: 200,
  answer: profile,
  problems: ['accounts_never_end', 'no_direct_messages', 'rooms_closed'],
  handle: async (app, { params, body, actor }) => {
    const written = profileOf({ ...params, ...body })
    await writeProfiles(app, [written], actor)
    return documentOf(written)
  },
})

const remove = operation({
  id: 'deleteProfile',
  allow: 'profiles:write',
  method: 'DELETE',
  path: '/profiles/{name}',
  summary: 'Delete a profile',
  description: 'Only if no open invitation has it. Accounts keep what they have.',
  params: named,
  query: noParameters,
  body: noBody,
  status: 204,
  answer: noBody,
  problems: ['profile_unknown', 'profile_in_use'],
  handle: async (app, { params, actor }) => {
    await removeProfile(app, params.name, actor)
  },
})

export const profileOperations: Operation[] = [list, show, write, remove]
