// A hand-written server for this one page only: no routes, languages, cookies, limits or log.
// PORT PAGE DATABASE CODE
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { readCaptured } from './page.ts'

const [, , port, file, database = '', code = ''] = process.argv
const { headers, body } = readCaptured(file)
const find = new DatabaseSync(database).prepare(
  'select * from invites where code = ? and deleted_at is null',
)
const format = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
})

/** The page's constant parts, between the values of each invitation. */
const pieces = body.split(new RegExp(`(${code}|<time[^]*?</time\\s*>)`))

function page(found: string, expires: number): string {
  const time = `<time datetime="${new Date(expires).toISOString()}" data-style="moment" lang="en-GB">${format.format(expires)}</time>`
  return pieces
    .map((piece) => (piece === code ? found : piece.startsWith('<time') ? time : piece))
    .join('')
}

createServer((request, response) => {
  const found = decodeURIComponent(request.url?.slice('/i/'.length) ?? '')
  const invite = find.get(found)
  const expires = Number(invite?.['expires_at'])
  if (!invite || invite['revoked_at'] !== null || expires <= Date.now()) {
    response.writeHead(request.url === '/' ? 200 : 404, headers)
    response.end('-')
    return
  }
  const text = page(found, expires)
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(text) })
  response.end(text)
}).listen(Number(port), '127.0.0.1')
