import { type Html, html, type Part } from '../portal/views/html.ts'
import { curlExample } from './curl.ts'
import type { ApiDescription, OperationDescription } from './openapi.ts'
import type { JsonSchema } from './openapi-schemas.ts'

interface Place {
  url: string
  path: string
  method: string
  operation: OperationDescription
}

/** The section of one operation. */
export function operationSection(api: ApiDescription, place: Place): Html {
  const { operation, method, path } = place
  return html`<section id="${operation.operationId}">
    <h2>${operation.summary}</h2>
    <p class="address"><b class="${method}">${method}</b> <code>${path}</code></p>
    <p>${operation.description}</p>
    <pre tabindex="0"><code>${curlExample(api, place)}</code></pre>
    ${inputs(api, operation)} ${answers(operation)}
  </section>`
}

function inputs(api: ApiDescription, { parameters, requestBody }: OperationDescription): Part {
  const query = parameters.filter((parameter) => parameter.in === 'query')
  const body = resolve(api, requestBody?.content['application/json'].schema)
  return [
    query.length > 0 && table('In the query', query.map(parameterRow)),
    body && table('In the body', fieldRows(api, body)),
  ]
}

function answers({ responses }: OperationDescription): Html {
  const rows = Object.entries(responses).map(
    ([status, { description }]) =>
      html`<tr>
        <td>${status}</td>
        <td>${inCode(description)}</td>
      </tr>`,
  )
  return html`<details>
    <summary>Answers</summary>
    <table>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </details>`
}

/** Renders `backticks` as code. */
function inCode(text: string): Part {
  return text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))
}

function table(caption: string, rows: Html[]): Html {
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

function parameterRow(parameter: OperationDescription['parameters'][number]): Html {
  return row(parameter.name, parameter.schema, parameter.description)
}

function fieldRows(api: ApiDescription, schema: JsonSchema): Html[] {
  return Object.entries(schema.properties ?? {}).map(([name, part]) => {
    const field = typeof part === 'boolean' ? {} : (resolve(api, part) ?? {})
    return row(name, field, field.description)
  })
}

function row(name: string, schema: JsonSchema, description = ''): Html {
  return html`<tr>
    <th scope="row"><code>${name}</code></th>
    <td>${typeOf(schema)}</td>
    <td>${description}</td>
  </tr>`
}

/** A schema in a few words: `integer or null`, `created, absent`. */
function typeOf({ type, enum: values, anyOf = [] }: JsonSchema): string {
  if (values) return values.join(', ')
  if (type !== undefined) return [type].flat().join(' or ')
  return anyOf.map((part) => (typeof part === 'boolean' ? '' : typeOf(part))).join(' or ')
}

function resolve(api: ApiDescription, schema: JsonSchema | undefined): JsonSchema | undefined {
  if (schema?.$ref === undefined) return schema
  return api.components.schemas[schema.$ref.split('/').at(-1) ?? '']
}
