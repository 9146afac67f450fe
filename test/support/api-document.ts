import assert from 'node:assert/strict'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

interface Described {
  content?: Record<string, { schema: { $ref: string } }>
}

/** The parts of an OpenAPI document that describe responses. */
export interface Document {
  paths: Record<string, Record<string, { responses: Record<string, Described> }>>
}

/** Checks responses against an OpenAPI document: status, content type and the whole body. */
export function createConformance(document: Document) {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(document, 'api')
  return (method: string, path: string, status: number, type: string | null, body: unknown) => {
    const where = `${method} ${path} ${status}`
    const answer = describedAnswer(document, method, path, status)
    if (!answer) return
    assert.ok('described' in answer, `${where} is not in the document`)
    const [expected, media] = Object.entries(answer.described.content ?? {})[0] ?? []
    assert.equal(type, expected ?? null, where)
    if (!media) return assert.equal(body, '', where)
    const valid = ajv.validate({ $ref: `api${media.schema.$ref}` }, body)
    assert.ok(valid, `${where}: ${ajv.errorsText()} in ${JSON.stringify(body)}`)
  }
}

/** Undefined for requests that are not in the document. */
function describedAnswer(
  document: Document,
  method: string,
  path: string,
  status: number,
): { described: Described } | { missing: true } | undefined {
  const operations = Object.entries(document.paths).find(([template]) =>
    new RegExp(`^/api/v1${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )
  const operation = operations?.[1][method.toLowerCase()]
  if (!operation) return undefined
  const described = operation.responses[String(status)]
  return described ? { described } : { missing: true }
}
