import type { App } from '../../core/context.ts'
import { createInvite } from '../../core/invites/create.ts'
import { LAST_INSTANT } from '../../shared/time.ts'
import type { Actor } from '../../model/actor.ts'
import type { ActorCall, Exchange } from '../../http/kit/route.ts'
import { Response } from '../../http/kit/fetch/response.ts'

/** `GET /`: a fresh link for one person, as text. */
export async function showFreshLink(
  app: App,
  _exchange: Exchange,
  { actor }: ActorCall,
): Promise<Response> {
  const { link, expiresAt } = await mint(app, actor)
  const text = `${link}\r\n\r\nThe token will expire at ${instant(expiresAt)}\r\n`
  return new Response(text, { headers: { 'content-type': 'text/plain' } })
}

async function mint(app: App, actor: Actor): Promise<{ link: string; expiresAt: number }> {
  const { invites, public: site } = app.config
  const now = app.clock()
  const expiresAt = Math.min(now + (invites.defaultExpiry ?? Infinity), LAST_INSTANT)
  const wanted = {
    uses: 1,
    // portero accepts a lifetime that isn't positive; the core doesn't.
    expiresAt: Math.max(expiresAt, now + 1),
    code: Buffer.from(app.random(32)).toString('hex'),
  }
  const { code } = await createInvite(app, wanted, actor)
  return { link: `${site.url}/signup/?token=${code}`, expiresAt }
}

/** As Java writes it: a fraction without the zeros at its end, and none of zeros alone. */
function instant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z')
}
