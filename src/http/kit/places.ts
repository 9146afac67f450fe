import type { Exchange, Route, RouteSet } from './route.ts'

/** A set of routes, and the dependencies of its handlers. */
export interface Mount {
  set: RouteSet<unknown>
  workOf: (exchange: Exchange) => unknown
}

export function mount<W>(set: RouteSet<W>, workOf: (exchange: Exchange) => W | Promise<W>): Mount {
  return { set, workOf }
}

/** The routes at one path. */
export interface Place {
  path: string
  /** The first set with a route here. It also answers unsupported methods. */
  mount: Mount
  /** By method. */
  entries: Map<string, { route: Route<unknown>; mount: Mount }>
}

export function emptyPlace(path: string, one: Mount): Place {
  return { path, mount: one, entries: new Map() }
}

/** The paths of all routes. The first route with the same method and path wins. */
export function placesOf(mounts: readonly Mount[]): Iterable<Place> {
  const places = new Map<string, Place>()
  for (const one of mounts) {
    for (const route of one.set.routes) {
      const place = places.get(route.path) ?? emptyPlace(route.path, one)
      places.set(route.path, place)
      if (!place.entries.has(route.method)) place.entries.set(route.method, { route, mount: one })
    }
  }
  return places.values()
}

/** The value of the header Allow (RFC 9110, section 10.2.1). */
export function allowed({ mount: { set }, entries }: Place): string {
  const methods = [...entries.values()].flatMap(({ route: { method, head } }) =>
    method === 'GET' && head !== false ? ['GET', 'HEAD'] : [method],
  )
  return [...methods, ...(set.options ? ['OPTIONS'] : [])].join(', ')
}
