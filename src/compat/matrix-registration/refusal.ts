import { Problem, type ProblemCode } from '../../shared/errors.ts'

/** The text of an error: a sentence, or sentences per field of a form. */
export type Why = string | Record<string, string[]>

/** A refusal in the old program's own words. */
export class Refusal extends Problem {
  readonly status: number
  readonly errcode: string
  readonly why: Why

  constructor(status: number, errcode: string, why: Why) {
    super(CODES[status] ?? 'bad_request')
    this.name = 'Refusal'
    this.status = status
    this.errcode = errcode
    this.why = why
  }
}

const CODES: Readonly<Record<number, ProblemCode>> = { 401: 'unauthorized', 404: 'not_found' }

export const unknownToken = () => new Refusal(404, 'MR_TOKEN_NOT_FOUND', 'token does not exist')

export function badRequest(why: Why): Refusal {
  return new Refusal(400, 'MR_BAD_USER_REQUEST', why)
}
