import { Response } from '../http/kit/fetch/response.ts'

/**
 * A page whose links to other languages begin with `start` instead of a question mark, which would lose a
 * token in the query. Read as Latin-1, which keeps every byte and costs less than UTF-8.
 */
export async function withLanguages(response: Response, start: string): Promise<Response> {
  const { buffer, byteOffset, byteLength } = await response.bytes()
  const text = Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
  const linked = text.replaceAll('href="?lang=', `href="${start}lang=`)
  const { status, fields: headers } = response
  return new Response(Buffer.from(linked, 'latin1'), { status, headers })
}

/** The same where the token is in the query of a link. */
export function keepToken(response: Response, token: string): Promise<Response> {
  return withLanguages(response, `?token=${encodeURIComponent(token)}&amp;`)
}
