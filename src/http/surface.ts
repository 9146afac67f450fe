import type { App } from '../core/context.ts'
import type { RouteSet } from './kit/route.ts'
import type { Portal } from './portal/portal.ts'

/** URLs beside our own that a predecessor's links, forms and scripts go to; they come before ours. */
export interface Surface {
  /** On the public listener. */
  visitors: readonly RouteSet<Portal>[]
  /** On the private listener. */
  operators: readonly RouteSet<App>[]
}

/** Nothing beside our own. */
export const ownSurface: Surface = { visitors: [], operators: [] }
