import type { Hono } from 'hono'
import type { App } from '../../core/context.ts'
import type { Env } from '../api/route.ts'
import type { Exchange, Portal } from '../portal/portal.ts'
import type { Response } from './fetch/response.ts'

export type Handler = (portal: Portal, exchange: Exchange) => Response | Promise<Response>
export type Methods = Partial<Record<'GET' | 'POST' | 'PUT', Handler>>
export type Routes = Readonly<Record<string, Methods>>

/** URLs beside our own that a predecessor's links, forms and scripts go to. */
export interface Surface {
  /** Of the public listener; these come before ours. */
  visitors: Routes
  /** Adds those of the private listener. */
  operators: (listener: Hono<Env>, app: App) => void
}

/** Nothing beside our own. */
export const ownSurface: Surface = { visitors: {}, operators: () => {} }
