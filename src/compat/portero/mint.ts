import type { App } from '../../core/context.ts'
import { Problem } from '../../shared/errors.ts'
import { createInvite } from '../../core/invites/invites.ts'
import { LAST_INSTANT } from '../../shared/time.ts'
import { problemResponse } from '../../http/api/problem.ts'
import type { Handler } from '../../http/api/route.ts'
import { mintActor } from '../../model/actor.ts'
import { Response } from '../../http/kit/fetch/response.ts'

/**
 * `GET /`: a fresh link for one person, as text. portero minted for every request whatsoever; a page
 * of another site can make a browser send those, but not without a header that says so.
 */
export function createMint(app: App): Handler {
  return async ({ env, req }) => {
    // HEAD comes here as well, since elsewhere it is like GET.
    if (env?.incoming.method === 'HEAD') {
      const allow = 'GET, OPTIONS'
      return problemResponse(new Problem('method_not_allowed'), { allow })
    }
    const foreign = [...req.raw.headers.keys()].some((name) => BROWSERS.test(name))
    if (foreign) throw new Problem('cross_site')
    const { link, expiresAt } = await mint(app)
    const text = `${link}\r\n\r\nThe token will expire at ${instant(expiresAt)}\r\n`
    return new Response(text, { headers: { 'content-type': 'text/plain' } })
  }
}

const BROWSERS = /^(?:origin|referer|sec-fetch-.*)$/

async function mint(app: App): Promise<{ link: string; expiresAt: number }> {
  const { invites, public: site } = app.config
  const now = app.clock()
  const expiresAt = Math.min(now + (invites.defaultExpiry ?? Infinity), LAST_INSTANT)
  const wanted = {
    uses: 1,
    // portero takes a lifetime that is over at once; the core takes none.
    expiresAt: Math.max(expiresAt, now + 1),
    code: Buffer.from(app.random(32)).toString('hex'),
  }
  const { code } = await createInvite(app, wanted, mintActor)
  return { link: `${site.url}/signup/?token=${code}`, expiresAt }
}

/** As Java writes it: a fraction without the zeros at its end, and none of zeros alone. */
function instant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z')
}
