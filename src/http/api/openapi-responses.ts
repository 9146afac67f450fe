import type { ProblemCode } from '../../shared/errors.ts'
import { statusOf } from '../kit/errors.ts'
import { type JsonSchema, reference } from './openapi-schemas.ts'
import { noBody, type Operation } from './operation.ts'
import { problemType } from './problem.ts'
import { problem } from './resources.ts'
import { titles } from './titles.ts'

/** Problems that every operation can have. */
const shared: ProblemCode[] = [
  'unauthorized',
  'api_off',
  'forbidden',
  'cross_site',
  'host_not_allowed',
  'too_many_requests',
  'input_invalid',
  'internal',
  'database_unavailable',
]
const aboutBody: ProblemCode[] = ['bad_request', 'payload_too_large', 'unsupported_media_type']

export interface ResponseDescription {
  description: string
  headers?: Record<string, { description: string; schema: JsonSchema }>
  content?: Record<string, { schema: JsonSchema }>
}

/** The success response of an operation, and its problems by status. */
export function describeResponses(operation: Operation): Record<string, ResponseDescription> {
  const { status, summary, answer } = operation
  const success: ResponseDescription = { description: `Done: ${summary.toLowerCase()}` }
  if (answer !== noBody) success.content = { 'application/json': { schema: reference(answer) } }
  if (status === 201) {
    const schema: JsonSchema = { type: 'string', format: 'uri-reference' }
    success.headers = { Location: { description: 'The address of what was created.', schema } }
  }
  const byStatus = Object.groupBy(problemsOf(operation), (code) => String(statusOf(code)))
  const refusals = Object.entries(byStatus).map(([number, codes = []]) => [
    number,
    describeRefusal(codes),
  ])
  return { [status]: success, ...Object.fromEntries(refusals) }
}

function problemsOf({ params, body, problems }: Operation): ProblemCode[] {
  const address: ProblemCode[] = Object.keys(params.shape).length > 0 ? ['not_found'] : []
  return [...problems, ...address, ...shared, ...(body === noBody ? [] : aboutBody)]
}

function describeRefusal(codes: ProblemCode[]): ResponseDescription {
  return {
    description: codes.map((code) => `\`${code}\`: ${titles[code]}.`).join(' '),
    content: { [problemType]: { schema: reference(problem) } },
  }
}
