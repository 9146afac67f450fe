import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const folder = join(import.meta.dirname, '../golden/matrix-registration')

/** An exchange with the old program. */
export interface Recording {
  name: string
  /** The raw request, with HTTP line ends. */
  request: string
  response: RecordedResponse
}

export interface RecordedResponse {
  status: number
  contentType: string | null
  authenticate: string | null
  /** Of methods, sorted. */
  allow: string[]
  body: string
}

/** The exchanges of `001-….txt` or, with a prefix, of `more/PREFIX-….txt`, in order. */
export function recordings(prefix = ''): Recording[] {
  const pattern = prefix === '' ? '[0-9]*.txt' : `more/${prefix}-*.txt`
  return globSync(join(folder, pattern))
    .toSorted()
    .map((path) => readRecording(basename(path, '.txt'), readFileSync(path, 'utf8')))
}

function readRecording(name: string, text: string): Recording {
  const [, head = '', body = '', response = ''] =
    />>> REQUEST\n([^]*?)\n\n([^]*?)\n\n<<< RESPONSE\n([^]*)\n$/.exec(text) ?? []
  const multipart = /multipart\/form-data/.test(head)
  // The recorded length decides: the files use their own line ends in the body, too.
  const sent = multipart ? body.replaceAll('\n', '\r\n') : body.trimEnd()
  const lines = head
    .replaceAll(/^Content-Length: .*\n?/gm, '')
    .trimEnd()
    .split('\n')
  const length = /^Content-Length:/m.test(head)
    ? [`Content-Length: ${Buffer.byteLength(sent)}`]
    : []
  const request = `${[...lines, ...length].join('\r\n')}\r\n\r\n${sent}`
  return { name, request, response: readResponse(response.replaceAll('\n', '\r\n')) }
}

export function readResponse(text: string): RecordedResponse {
  const end = text.indexOf('\r\n\r\n')
  const head = text.slice(0, end)
  const header = (name: string) =>
    new RegExp(`^${name}: (.*?)\\r?$`, 'im').exec(head)?.[1]?.trim() ?? null
  const chunked = header('transfer-encoding') === 'chunked'
  const body = text.slice(end + 4)
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]),
    contentType: header('content-type'),
    authenticate: header('www-authenticate'),
    allow: (header('allow') ?? '').split(/,\s*/).filter(Boolean).toSorted(),
    body: chunked ? body.replaceAll(/^[0-9a-f]+\r?\n/gim, '') : body,
  }
}
