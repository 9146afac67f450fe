import type { ApiDescription, OperationDescription } from './openapi.ts'

/** A curl command for an operation, with the examples of its schema. */
export function curlExample(
  api: ApiDescription,
  { url, method, operation }: { url: string; method: string; operation: OperationDescription },
): string {
  const parts = ['curl -H "Authorization: Bearer $SECRET"']
  const body = bodyExample(api, operation)
  if (body !== undefined) parts.push(`--json '${JSON.stringify(body)}'`)
  const usual = body === undefined ? 'GET' : 'POST'
  if (method !== usual) parts.push(`-X ${method}`)
  parts.push(url.replace('{id}', '$ID'))
  return parts.join(' \\\n  ')
}

function bodyExample(api: ApiDescription, { requestBody }: OperationDescription): unknown {
  const name = requestBody?.content['application/json'].schema.$ref?.split('/').at(-1) ?? ''
  const [example]: unknown[] = api.components.schemas[name]?.examples ?? []
  return example
}
