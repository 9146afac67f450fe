import { Response } from '../http/kit/fetch/response.ts'

const link = 'href="?lang='

/**
 * A page whose links to other languages begin with `start` instead of a question mark, which would lose a
 * token in the query. Only the part with these links becomes text: Latin-1, which keeps every byte.
 */
export async function withLanguages(response: Response, start: string): Promise<Response> {
  const { buffer, byteOffset, byteLength } = await response.bytes()
  const page = Buffer.from(buffer, byteOffset, byteLength)
  const { status, fields: headers } = response
  const first = page.indexOf(link)
  if (first < 0) return new Response(page, { status, headers })
  const end = page.lastIndexOf(link) + link.length
  const links = page.toString('latin1', first, end).replaceAll(link, `href="${start}lang=`)
  const parts = [page.subarray(0, first), Buffer.from(links, 'latin1'), page.subarray(end)]
  return new Response(Buffer.concat(parts), { status, headers })
}

/** The same where the token is in the query of a link. */
export function keepToken(response: Response, token: string): Promise<Response> {
  return withLanguages(response, `?token=${encodeURIComponent(token)}&amp;`)
}
