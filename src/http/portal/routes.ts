import type { App } from '../../core/context.ts'
import { maxBodyBytes } from '../kit/body.ts'
import { createListener } from '../kit/dispatch.ts'
import { mount } from '../kit/places.ts'
import type { Fetch } from '../kit/fetch/listener.ts'
import type { Request } from '../kit/fetch/request.ts'
import type { Handler, Route, RouteSet } from '../kit/route.ts'
import { withConsole } from '../console/mount.ts'
import { makeAccount, showAccount } from './account.ts'
import { showFile, showRobots } from './files.ts'
import { askToForget, forgetMe, noteApp, showMe } from './me.ts'
import { enterCode, showHome, showInvitation, showQr } from './invitation.ts'
import { inviteMatrix, showMatrix } from './matrix.ts'
import { checkName } from './name-check.ts'
import { beginNext } from './next-person.ts'
import { toNormalPath } from './normal-path.ts'
import { createPortal, type Portal, type PortalOptions } from './portal.ts'
import { showReach } from './reach.ts'
import { replyProblem } from './reply.ts'
import { showTicket } from './ticket.ts'
import { showWelcome } from './welcome.ts'

/** A page that anybody may open by its address. */
function page(path: string, handle: Handler<Portal>): Route<Portal> {
  return { method: 'GET', path, allow: 'public', handle }
}

const posted = { method: 'POST', maxBodyBytes } as const

/** Loaded for applicants only, as is the form. */
const applicant = () => import('./applicant.ts')

/** All URLs of the public listener; links to them are built in shared/paths.ts. */
const routes: readonly Route<Portal>[] = [
  page('/', showHome),
  page('/i', enterCode),
  page('/i/:code', (portal, exchange) => showInvitation(portal, exchange)),
  page('/i/:code/qr.svg', showQr),
  page('/i/:code/account', showAccount),
  { ...page('/i/:code/account', makeAccount), method: 'POST', maxBodyBytes },
  page('/i/:code/ticket', showTicket),
  { ...page('/i/:code/next', beginNext), method: 'POST' },
  page('/i/:code/name', checkName),
  page('/i/:code/matrix', showMatrix),
  { ...page('/i/:code/matrix', inviteMatrix), method: 'POST', maxBodyBytes },
  page('/welcome', showWelcome),
  page('/me/:secret', showMe),
  { ...page('/me/:secret/opened', noteApp), method: 'POST' },
  page('/me/:secret/forget', askToForget),
  { ...page('/me/:secret/forget', forgetMe), method: 'POST' },
  page('/ask', async (portal, exchange) => (await import('./ask.ts')).showAsk(portal, exchange)),
  { ...page('/ask', async (...given) => (await import('./ask.ts')).ask(...given)), ...posted },
  page('/ask/:secret', async (portal, exchange) =>
    (await applicant()).showApplicant(portal, exchange),
  ),
  {
    ...page('/ask/:secret/withdraw', async (portal, exchange) =>
      (await applicant()).withdraw(portal, exchange),
    ),
    ...posted,
  },
  page('/reach', showReach),
  page('/static/:file', showFile),
  page('/robots.txt', showRobots),
]

/** The pages for newcomers. Refusals are pages, too. */
export const pages: RouteSet<Portal> = {
  routes,
  origin: 'forms',
  isOwn: (portal, exchange, origin) => portal.isOwn(exchange, origin),
  refuse: (portal, exchange, problem) =>
    (problem.code === 'not_found' && toNormalPath(routes, portal, exchange)) ||
    replyProblem(portal, exchange, problem),
}

/**
 * The public listener as a fetch handler. Accepts requests with and without the path prefix of the public
 * URL, since some proxies strip it. `more`: URLs with precedence over our own.
 */
export async function createPublic(
  app: App,
  more: readonly RouteSet<Portal>[],
  options: PortalOptions = {},
): Promise<Fetch> {
  const portal = await createPortal(app, options)
  const prefix = portal.publicUrl.pathname.replace(/\/$/, '')
  const own = mount(pages, () => portal)
  const getPath = pathWithout(prefix)
  const listener = createListener(app, {
    mounts: [...more.map((set) => mount(set, () => portal)), own],
    fallback: () => own,
    getPath,
  })
  return withConsole(app, 'public', { listener, getPath })
}

function pathWithout(prefix: string): (request: Request) => string {
  return (request) => {
    const start = request.url.indexOf('/', request.url.indexOf('://') + 3)
    const end = request.url.indexOf('?', start)
    const path = request.url.slice(start, end < 0 ? undefined : end)
    return path === prefix || path.startsWith(`${prefix}/`)
      ? path.slice(prefix.length) || '/'
      : path
  }
}
