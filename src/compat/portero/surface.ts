import type { App } from '../../core/context.ts'
import { maxBodyBytes } from '../../http/kit/body.ts'
import type { Handler, Route, RouteSet } from '../../http/kit/route.ts'
import type { Portal } from '../../http/portal/portal.ts'
import { pages } from '../../http/portal/routes.ts'
import { operatorsSet } from '../../http/api/operators-set.ts'
import type { Surface } from '../../http/surface.ts'
import { mintActor } from '../../model/actor.ts'
import { showFreshLink } from './mint.ts'
import { completeSignup, openSignup, refuseEmpty, showStyle, toSlash } from './signup.ts'

function open(
  method: Route<Portal>['method'],
  path: string,
  handle: Handler<Portal>,
): Route<Portal> {
  return { method, path, allow: 'public', maxBodyBytes, handle }
}

/** A form that only opens an invitation, as a link does. */
function fromAnywhere(path: string, handle: Handler<Portal>): Route<Portal> {
  return { ...open('POST', path, handle), origin: 'any' }
}

const visitors: RouteSet<Portal> = {
  ...pages,
  routes: [
    open('GET', '/signup', toSlash),
    fromAnywhere('/signup', toSlash),
    open('GET', '/signup/*', openSignup),
    fromAnywhere('/signup/*', openSignup),
    open('GET', '/signup-complete', toSlash),
    fromAnywhere('/signup-complete', toSlash),
    open('GET', '/signup-complete/*', refuseEmpty),
    open('POST', '/signup-complete/*', completeSignup),
    open('PUT', '/signup-complete/*', completeSignup),
    open('GET', '/static', toSlash),
    open('GET', '/static/style.css', showStyle),
  ],
}

/**
 * portero minted for every request whatsoever. A page of another site can make a browser send one,
 * but not without a header that says so.
 */
const operators: RouteSet<App> = {
  ...operatorsSet,
  routes: [
    {
      method: 'GET',
      path: '/',
      allow: 'invites:create',
      origin: 'programs',
      head: false,
      handle: showFreshLink,
    },
  ],
  actorOf: () => mintActor,
}

/** portero's URLs. Everything else is where it is with a configuration of our own. */
export const surface: Surface = { visitors: [visitors], operators: [operators] }
