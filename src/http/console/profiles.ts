import { closedToNewcomers } from '../../core/profiles/closed-to-newcomers.ts'
import { type ProfileDocument, profileOf } from '../../core/profiles/document.ts'
import {
  allProfiles,
  canOpenDirectRooms,
  profileNamed,
  removeProfile,
  whyNoEnds,
  writeProfiles,
} from '../../core/profiles/profiles.ts'
import type { Actor } from '../../model/actor.ts'
import type { Profile } from '../../model/profile.ts'
import { Problem } from '../../shared/errors.ts'
import { findProfile } from '../../store/profiles.ts'
import type { Response } from '../kit/fetch/response.ts'
import { readForm } from '../kit/forms.ts'
import type { ActorHandler, Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { noticeOf, saying } from './notices.ts'
import { pageOf } from './page.ts'
import { parseTyped, readTyped, typedOf } from './read-profile.ts'
import { redirect, reply } from './reply.ts'
import type { ProfileMistakes, TypedProfile } from './views/profile-form.ts'
import { profilePage, profilesPage } from './views/profiles.ts'

/** A form that was refused. */
interface Refused {
  typed: TypedProfile
  mistakes: ProfileMistakes
  /** What the homeserver can't do. */
  refusal?: string
}

export const showProfiles: ActorHandler<Console> = (console, exchange, { actor }) =>
  replyProfiles(console, exchange, actor)

export const showProfile: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const profile = await profileNamed(console.app, exchange.req.param('name') ?? '')
  return replyProfile(console, exchange, actor, { profile })
}

function languagesOf({ app }: Console): string[] {
  return [...new Set(['en', app.config.language])]
}

async function replyProfiles(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  refused?: Refused,
): Promise<Response> {
  const page = pageOf(console, exchange, actor)
  const text = profilesPage(page, {
    profiles: await allProfiles(console.app),
    typed: refused?.typed ?? typedOf(null, languagesOf(console)),
    mistakes: refused?.mistakes ?? {},
    refusal: refused?.refusal ?? null,
    noEnds: whyNoEnds(console.app.config),
    hasDirectRooms: canOpenDirectRooms(console.app.config),
    notice: await noticeOf(console, exchange, actor),
  })
  const status = refused === undefined ? 200 : 422
  return reply(console, exchange, text, { tag: page.catalogue.tag, status })
}

interface Shown {
  profile: Profile
  refused?: Refused
  /** Why it can't be deleted. */
  inUse?: string
}

async function replyProfile(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  { profile, refused, inUse }: Shown,
): Promise<Response> {
  const { app } = console
  const page = pageOf(console, exchange, actor)
  const text = profilePage(page, {
    name: profile.name,
    isStored: (await findProfile(app.db, profile.name)) !== undefined,
    typed: refused?.typed ?? typedOf(profile, languagesOf(console)),
    mistakes: refused?.mistakes ?? {},
    refusal: refused?.refusal ?? null,
    noEnds: whyNoEnds(app.config),
    hasDirectRooms: canOpenDirectRooms(app.config),
    inUse: inUse ?? null,
    closedRooms: await closedRoomsOf(console, profile),
    notice: await noticeOf(console, exchange, actor),
  })
  const status = refused === undefined && inUse === undefined ? 200 : 422
  return reply(console, exchange, text, { tag: page.catalogue.tag, status })
}

/** How long a page waits for what the homeserver says of rooms. */
const waitMs = 2_000

function closedRoomsOf({ app }: Console, profile: Pick<Profile, 'rooms'>): Promise<string[]> {
  return closedToNewcomers(app.homeserver, [profile], waitMs)
}

/** The list says that the profile was written, or its own page where newcomers can't be brought into its rooms. */
async function redirectWritten(
  console: Console,
  actor: Actor,
  { name, rooms }: Pick<Profile, 'name' | 'rooms'>,
): Promise<Response> {
  const { paths } = console
  const isClosed = (await closedRoomsOf(console, { rooms })).length > 0
  const path = isClosed ? paths.profile(name) : paths.profiles
  return redirect(await saying(console, path, actor, ['profile.written']))
}

/** Inserts a profile. An existing one is never replaced. */
export const newProfile: ActorHandler<Console> = async (console, exchange, call) => {
  const { app } = console
  const typed = readTyped(await readForm(exchange, call))
  const parsed = parseTyped(typed)
  const again = (mistakes: ProfileMistakes, refusal?: string) => {
    const refused = { typed, mistakes, ...(refusal !== undefined && { refusal }) }
    return replyProfiles(console, exchange, call.actor, refused)
  }
  if ('mistakes' in parsed) return again(parsed.mistakes)
  const isTaken = (await allProfiles(app)).some(({ name }) => name === parsed.profile.name)
  if (isTaken) return again({ name: 'error.profile_taken' })
  const refusal = await write(console, parsed.profile, call.actor)
  if (refusal !== null) return again(closedRooms, refusal)
  return redirectWritten(console, call.actor, parsed.profile)
}

const closedRooms: ProfileMistakes = { rooms: 'error.profile_rooms_closed' }

/** Null, or why newcomers can't be brought into the rooms. */
async function write(
  { app }: Console,
  profile: ProfileDocument,
  actor: Actor,
): Promise<string | null> {
  try {
    await writeProfiles(app, [profileOf(profile)], actor)
    return null
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'rooms_closed') throw error
    return error.details.detail ?? ''
  }
}

/** Replaces the profile that the address names. Its name stays. */
export const changeProfile: ActorHandler<Console> = async (console, exchange, call) => {
  const profile = await profileNamed(console.app, exchange.req.param('name') ?? '')
  const typed = { ...readTyped(await readForm(exchange, call)), name: profile.name }
  const parsed = parseTyped(typed)
  if ('mistakes' in parsed) {
    const refused = { typed, mistakes: parsed.mistakes }
    return replyProfile(console, exchange, call.actor, { profile, refused })
  }
  const refusal = await write(console, parsed.profile, call.actor)
  if (refusal !== null) {
    const refused = { typed, mistakes: closedRooms, refusal }
    return replyProfile(console, exchange, call.actor, { profile, refused })
  }
  return redirectWritten(console, call.actor, parsed.profile)
}

export const deleteProfile: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const { app, paths } = console
  const profile = await profileNamed(app, exchange.req.param('name') ?? '')
  try {
    await removeProfile(app, profile.name, actor)
    return redirect(await saying(console, paths.profiles, actor, ['profile.deleted']))
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'profile_in_use') throw error
    const inUse = error.details.detail ?? ''
    return replyProfile(console, exchange, actor, { profile, inUse })
  }
}
