import { profileOf } from '../../core/profiles/document.ts'
import {
  allProfiles,
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
    noEnds: whyNoEnds(console.app.config),
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
    noEnds: whyNoEnds(app.config),
    inUse: inUse ?? null,
  })
  const status = refused === undefined && inUse === undefined ? 200 : 422
  return reply(console, exchange, text, { tag: page.catalogue.tag, status })
}

/** Inserts a profile. An existing one is never replaced. */
export const newProfile: ActorHandler<Console> = async (console, exchange, call) => {
  const { app, paths } = console
  const typed = readTyped(await readForm(exchange, call))
  const parsed = parseTyped(typed)
  const again = (mistakes: ProfileMistakes) =>
    replyProfiles(console, exchange, call.actor, { typed, mistakes })
  if ('mistakes' in parsed) return again(parsed.mistakes)
  const isTaken = (await allProfiles(app)).some(({ name }) => name === parsed.profile.name)
  if (isTaken) return again({ name: 'error.profile_taken' })
  await writeProfiles(app, [profileOf(parsed.profile)], call.actor)
  return redirect(await saying(console, paths.profiles, call.actor, ['profile.written']))
}

/** Replaces the profile that the address names. Its name stays. */
export const changeProfile: ActorHandler<Console> = async (console, exchange, call) => {
  const { app, paths } = console
  const profile = await profileNamed(app, exchange.req.param('name') ?? '')
  const typed = { ...readTyped(await readForm(exchange, call)), name: profile.name }
  const parsed = parseTyped(typed)
  if ('mistakes' in parsed) {
    const refused = { typed, mistakes: parsed.mistakes }
    return replyProfile(console, exchange, call.actor, { profile, refused })
  }
  await writeProfiles(app, [profileOf(parsed.profile)], call.actor)
  return redirect(await saying(console, paths.profiles, call.actor, ['profile.written']))
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
