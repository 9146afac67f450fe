import type { z } from 'zod'
import { type InputError, Problem } from '../../shared/errors.ts'

// Validates input by schemas. Problems: `not_found` for path parameters, `input_invalid` for the rest.

/** A malformed identifier is answered like an unknown one. */
export function acceptParams<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const { success, data } = schema.safeParse(value)
  if (!success) throw new Problem('not_found')
  return data
}

export function acceptQuery<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  return accept(schema, value, aboutParameter)
}

export function acceptBody<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  return accept(schema, value, aboutBody)
}

type About = (path: string[]) => Omit<InputError, 'detail'>

const aboutParameter: About = ([name = '']) => ({ parameter: name })
const aboutBody: About = (path) => ({
  pointer: ['#', ...path.map(token)].join('/'),
})

function token(key: string): string {
  return encodeURIComponent(key.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1'))
}

/** Maximum number of reported errors; a hostile body may have thousands. */
const most = 20

function accept<S extends z.ZodType>(schema: S, value: unknown, about: About): z.output<S> {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const errors = error.issues.flatMap((issue) => describe(issue, about)).slice(0, most)
  throw new Problem('input_invalid', { detail: errors[0]?.detail ?? '', errors })
}

function describe(issue: z.core.$ZodIssue, about: About): InputError[] {
  const path = issue.path.map(String)
  if (issue.code !== 'unrecognized_keys') return [{ ...about(path), detail: issue.message }]
  return issue.keys.map((key) => ({ ...about([...path, key]), detail: 'Nothing has this name.' }))
}
