import { Problem } from '../../shared/errors.ts'
import { Response } from '../kit/fetch/response.ts'
import { readForm } from '../kit/forms.ts'
import { formHeaders } from '../kit/headers.ts'
import type { ActorHandler } from '../kit/route.ts'
import { createPages } from '../portal/pages.ts'
import { invitationPage } from '../portal/views/invitation.ts'
import type { Console } from './console.ts'
import { parseTyped, readTyped } from './read-profile.ts'
import { usualTerms } from './usual-terms.ts'

/** A code that no invitation has, and that costs nobody a point. */
const code = '0'.repeat(26)

/** The page of an invitation with the profile as it was typed, saved or not. Nothing is changed. */
export const previewProfile: ActorHandler<Console> = async (console, exchange, call) => {
  const { app, assets, paths } = console
  const form = await readForm(exchange, call)
  const parsed = parseTyped({ ...readTyped(form), name: 'preview' })
  if ('mistakes' in parsed) throw new Problem('bad_request')
  const pages = createPages(app, assets)
  const tag = pages.tagOf({ query: form.get('language') })
  const own = pages.in(tag)
  // Whichever listener the console is on, it serves the same files.
  const page = { ...own, paths: { ...own.paths, asset: paths.asset } }
  const { expires_at: expiresAt, max_uses: places } = await usualTerms(console, null)
  const { homeserver } = app
  const text = invitationPage(page, {
    code,
    greeting: parsed.profile.greeting,
    expiresAt,
    places,
    left: places ?? 0,
    qr: false,
    email: homeserver.requires.email,
    accounts: homeserver.kind !== 'none',
  })
  return new Response(text, { headers: formHeaders(tag) })
}
