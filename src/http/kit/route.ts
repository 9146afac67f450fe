import type { Context } from 'hono'
import type { Actor } from '../../model/actor.ts'
import type { Permission } from '../../model/permission.ts'
import type { Problem } from '../../shared/errors.ts'
import type { Connection } from './fetch/listener.ts'
import type { Response } from './fetch/response.ts'
import type { OriginRule } from './origin.ts'

/** One request and the means to answer it. */
export type Exchange = Context<{ Bindings: Connection | undefined }>

/** What a handler is given beside the request. */
export interface Call {
  /** Problems: `payload_too_large` beyond the route's `maxBodyBytes`, `bad_request`. */
  readBody: () => Promise<Buffer<ArrayBuffer>>
}

export interface ActorCall extends Call {
  /** Who asks, and may do what the route is for. */
  actor: Actor
}

type Reply = Response | Promise<Response>

interface Shape {
  /** HEAD is GET without the body. */
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As Hono writes it: `/i/:code`. */
  path: string
  /** Bytes of the largest body that is read; without it, none is. */
  maxBodyBytes?: number
  /** Instead of the rule of its set. */
  origin?: OriginRule
  /** A page that links on other sites may lead to, where such requests are refused. */
  visit?: true
  /** Answers depend on a session: only from our own pages, and stored nowhere. */
  session?: true
  /** HEAD is refused, as GET changes something here. */
  head?: false
}

export type Handler<W> = Open<W>['handle']

/** Whoever reaches the listener may. */
interface Open<W> {
  allow: 'public'
  handle(work: W, exchange: Exchange, call: Call): Reply
}

/** An actor with this permission may. */
interface Guarded<W> {
  allow: Permission
  handle(work: W, exchange: Exchange, call: ActorCall): Reply
}

/** One method of one path. `W`: what the handlers work with. */
export type Route<W> = Shape & (Open<W> | Guarded<W>)

/** Routes with one way to tell who asks and one way to refuse. */
export interface RouteSet<W> {
  routes: readonly Route<W>[]
  origin: OriginRule
  /** Whether an Origin is that of our own pages. */
  isOwn?(work: W, exchange: Exchange, origin: string): boolean
  /** Who asks, for routes that need a permission; throws where that is nobody. */
  actorOf?(work: W, exchange: Exchange): Actor | Promise<Actor>
  /** A refusal as the clients of these routes read it. */
  refuse(work: W, exchange: Exchange, problem: Problem): Response
  /** Answers OPTIONS, which is refused without it. */
  options?(allow: string): Response
  /** Changes whatever is answered. */
  finish?(response: Response): Response
}
