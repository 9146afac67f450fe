import { route } from '../../http/api/route.ts'
import type { Surface } from '../../http/kit/surface.ts'
import { createMint } from './mint.ts'
import { completeSignup, openSignup, refuseEmpty, showStyle, toSlash } from './signup.ts'

/** portero's URLs. Everything else is where it is with a configuration of our own. */
export const surface: Surface = {
  visitors: {
    '/signup': { GET: toSlash, POST: toSlash },
    '/signup/*': { GET: openSignup, POST: openSignup },
    '/signup-complete': { GET: toSlash, POST: toSlash },
    '/signup-complete/*': { GET: refuseEmpty, POST: completeSignup, PUT: completeSignup },
    '/static': { GET: toSlash },
    '/static/style.css': { GET: showStyle },
  },
  operators: (listener, app) => route(app, listener, '/', { GET: createMint(app) }),
}
