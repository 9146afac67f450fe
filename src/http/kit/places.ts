import type { Exchange, Route, RouteSet } from './route.ts'

/** A set of routes, and what its handlers work with. */
export interface Mount {
  set: RouteSet<unknown>
  workOf: (exchange: Exchange) => unknown
}

export function mount<W>(set: RouteSet<W>, workOf: (exchange: Exchange) => W | Promise<W>): Mount {
  return { set, workOf }
}

/** What is at one path. */
export interface Place {
  path: string
  /** The first with a route here. It also refuses what no method does. */
  mount: Mount
  /** By method. */
  entries: Map<string, { route: Route<unknown>; mount: Mount }>
}

export function emptyPlace(path: string, one: Mount): Place {
  return { path, mount: one, entries: new Map() }
}

/** The paths of all routes. Of routes with the same method and path the first counts. */
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

/** For the field Allow (RFC 9110, section 10.2.1). */
export function allowed({ mount: { set }, entries }: Place): string {
  const methods = [...entries.values()].flatMap(({ route: { method, head } }) =>
    method === 'GET' && head !== false ? ['GET', 'HEAD'] : [method],
  )
  return [...methods, ...(set.options ? ['OPTIONS'] : [])].join(', ')
}
