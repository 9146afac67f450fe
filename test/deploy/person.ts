import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

/** The status of a page, requested from another address of this machine. */
export async function statusFrom(
  localAddress: string,
  url: string,
  headers: Record<string, string> = {},
): Promise<number | undefined> {
  const asked = request(url, { localAddress, headers, agent: false })
  asked.end()
  const [response]: IncomingMessage[] = await once(asked, 'response')
  if (response) await text(response)
  return response?.statusCode
}
