import type { App } from '../../core/context.ts'
import { createListener } from '../../http/kit/dispatch.ts'
import { mount } from '../../http/kit/places.ts'
import type { Fetch } from '../../http/kit/fetch/listener.ts'
import type { Request } from '../../http/kit/fetch/request.ts'
import { synapseSet, tokenSet } from './api-routes.ts'
import { withConsole } from '../../http/console/mount.ts'
import { ENTRANCE } from './front.ts'
import { createDesk, type SurfaceOptions } from './route-context.ts'
import { entrance, files, formForScripts, journey, openToAll } from './page-routes.ts'

/**
 * matrix-registration's one listener as a fetch handler: both generations of its API, Synapse's calls
 * for registration tokens, and the pages below `/register`. With `base_url` before the path or not.
 */
export async function createSurface(app: App, options: SurfaceOptions): Promise<Fetch> {
  const { allowCors, baseUrl } = options.settings
  const desk = createDesk(app, options)
  const calls = [
    tokenSet,
    synapseSet,
    files,
    allowCors ? openToAll(formForScripts) : formForScripts,
  ]
  const pages = [allowCors ? openToAll(entrance) : entrance, journey]
  const api = mount(tokenSet, () => desk)
  const site = mount(journey, desk.front.open)
  const listener = createListener(app, {
    mounts: [
      ...calls.map((set) => mount(set, () => desk)),
      ...pages.map((set) => mount(set, desk.front.open)),
    ],
    // JSON for the clients of the APIs, a page for people.
    fallback: ({ req }) => (/^\/(api|token|_synapse)\b/.test(req.path) ? api : site),
    getPath: pathBelow(baseUrl),
  })
  return withConsole(app, 'public', { listener, getPath: pathBelow(baseUrl, ENTRANCE) })
}

/** The path without these folders, such as `base_url`; `/` if nothing is left. */
function pathBelow(...folders: string[]): (request: Request) => string {
  return ({ url }) => folders.reduce(below, new URL(url).pathname)
}

function below(path: string, folder: string): string {
  const isBelow = path === folder || path.startsWith(`${folder}/`)
  return folder !== '' && isBelow ? path.slice(folder.length) || '/' : path
}
