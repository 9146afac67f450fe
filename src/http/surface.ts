import type { App } from '../core/context.ts'
import type { RouteSet } from './kit/route.ts'
import type { Portal } from './portal/portal.ts'

/** Additional URLs for a predecessor's links, forms and scripts. They take precedence over ours. */
export interface Surface {
  /** On the public listener. */
  visitors: readonly RouteSet<Portal>[]
  /** On the private listener. */
  operators: readonly RouteSet<App>[]
}

/** No additional URLs. */
export const ownSurface: Surface = { visitors: [], operators: [] }
