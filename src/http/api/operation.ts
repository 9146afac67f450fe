import { z } from 'zod'
import type { Actor } from '../../model/actor.ts'
import type { Permission } from '../../model/permission.ts'
import type { App } from '../../core/context.ts'
import type { ProblemCode } from '../../shared/errors.ts'
import { acceptBody, acceptParams, acceptQuery } from './accept.ts'

/** What both the routes and the OpenAPI document need of an operation. */
interface Shape {
  /** `operationId`: verb and object. */
  id: string
  /** The permission that the actor needs. */
  allow: Permission
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/v1, in OpenAPI's syntax: `/invites/{id}`. */
  path: string
  summary: string
  description: string
  status: 200 | 201 | 204
  /** Problems in addition to those of all operations. */
  problems: ProblemCode[]
}

interface Schemas<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A> {
  params: P
  query: Q
  body: B
  answer: A
}

interface Raw {
  params: unknown
  query: unknown
  body: unknown
}

export interface Operation extends Shape, Schemas<z.ZodObject, z.ZodObject, z.ZodType, z.ZodType> {
  run: (app: App, raw: Raw, actor: Actor) => Promise<unknown>
  /** The path of the created resource, below /api/v1. */
  location: (answer: unknown) => string | undefined
}

/** The schema for no parameters or no body. */
export const noParameters = z.strictObject({})
export const noBody = z.void()

/** One row of the table. The handler receives the validated, typed input. */
export function operation<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
>(
  row: Shape &
    Schemas<P, Q, B, A> & {
      location?: (answer: z.output<A>) => string
      handle: (
        app: App,
        input: { params: z.output<P>; query: z.output<Q>; body: z.output<B>; actor: Actor },
      ) => Promise<z.output<A>>
    },
): Operation {
  const { handle, location, ...rest } = row
  return {
    ...rest,
    run: (app, raw, actor) =>
      handle(app, {
        params: acceptParams(row.params, raw.params),
        query: acceptQuery(row.query, raw.query),
        body: acceptBody(row.body, raw.body),
        actor,
      }),
    location: (answer) => location?.(answer as z.output<A>),
  }
}
