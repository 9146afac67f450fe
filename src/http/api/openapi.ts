import { z } from 'zod'
import { base } from './base.ts'
import { describeResponses } from './openapi-responses.ts'
import { bare, componentSchemas, reference } from './openapi-schemas.ts'
import { noBody, type Operation } from './operation.ts'

/** The OpenAPI 3.1 description of a table of operations. */
export function describeApi(operations: Operation[]) {
  const paths: Record<string, Record<string, ReturnType<typeof describe>>> = {}
  for (const operation of operations) {
    const path = (paths[operation.path] ??= {})
    path[operation.method.toLowerCase()] = describe(operation)
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Latchkey API',
      version: '1',
      summary: 'Invitations to your community: make them, change them, see who joined.',
      license: { name: 'ISC', identifier: 'ISC' },
    },
    servers: [{ url: base }],
    security: [{ adminSecret: [] }],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        adminSecret: {
          type: 'http',
          scheme: 'bearer',
          description: 'The admin secret of the configuration, or a personal token.',
        },
      },
    },
  }
}

export type ApiDescription = ReturnType<typeof describeApi>
export type OperationDescription = ReturnType<typeof describe>

function describe(operation: Operation) {
  return {
    operationId: operation.id,
    summary: operation.summary,
    description: operation.description,
    parameters: [
      ...describeParameters(operation.params, 'path'),
      ...describeParameters(operation.query, 'query'),
    ],
    ...(operation.body === noBody ? {} : { requestBody: describeBody(operation.body) }),
    responses: describeResponses(operation),
  }
}

function describeParameters(parameters: z.ZodObject, where: 'path' | 'query') {
  return Object.entries(parameters.shape).map(([name, part]) => {
    const { description, ...schema } = bare(z.toJSONSchema(part, { io: 'input' }))
    return { name, in: where, required: where === 'path', description, schema }
  })
}

function describeBody(schema: z.ZodType) {
  const required = !schema.safeParse({}).success
  return { required, content: { 'application/json': { schema: reference(schema) } } }
}
