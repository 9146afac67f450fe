import type { Context } from 'hono'
import type { Actor } from '../../model/actor.ts'
import type { Permission } from '../../model/permission.ts'
import type { Problem } from '../../shared/errors.ts'
import type { Connection } from './fetch/listener.ts'
import type { Response } from './fetch/response.ts'
import type { OriginRule } from './origin.ts'

/** One request and the means to answer it. */
export type Exchange = Context<{ Bindings: Connection | undefined }>

/** What a handler receives besides the request. */
export interface Call {
  /** Problems: `payload_too_large` beyond the route's `maxBodyBytes`, `bad_request`. */
  readBody: () => Promise<Buffer<ArrayBuffer>>
}

export interface ActorCall extends Call {
  /** The actor, who has the route's permission. */
  actor: Actor
}

type Reply = Response | Promise<Response>

interface Shape {
  /** HEAD is GET without the body. */
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** In Hono's syntax: `/i/:code`. */
  path: string
  /** Maximum size of the body; without it no body is read. */
  maxBodyBytes?: number
  /** Overrides the rule of its set. */
  origin?: OriginRule
  /** A page that links on other sites may lead to, although the rule refuses cross-site requests. */
  visit?: true
  /** Depends on a session: accepted only from our own pages, and never cached. */
  session?: true
  /** HEAD is refused, because GET changes something here. */
  head?: false
}

export type Handler<W> = Open<W>['handle']
export type ActorHandler<W> = Guarded<W>['handle']

/** A route for everybody who reaches the listener. */
interface Open<W> {
  allow: 'public'
  handle(work: W, exchange: Exchange, call: Call): Reply
}

/** A route for actors with this permission. */
interface Guarded<W> {
  allow: Permission
  handle(work: W, exchange: Exchange, call: ActorCall): Reply
}

/** One method of one path. `W`: the dependencies of the handlers. */
export type Route<W> = Shape & (Open<W> | Guarded<W>)

/** Routes with the same authentication and the same format of refusals. */
export interface RouteSet<W> {
  routes: readonly Route<W>[]
  origin: OriginRule
  /** Whether an Origin is that of our own pages. */
  isOwn?(work: W, exchange: Exchange, origin: string): boolean
  /** Authenticates, for routes that need a permission; throws if that fails. */
  actorOf?(work: W, exchange: Exchange): Actor | Promise<Actor>
  /** Renders a refusal for the clients of these routes. */
  refuse(work: W, exchange: Exchange, problem: Problem): Response | Promise<Response>
  /** Answers OPTIONS; without it OPTIONS is refused. */
  options?(allow: string): Response
  /** Post-processes every response. */
  finish?(response: Response): Response
}
