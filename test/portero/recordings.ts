import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const folder = join(import.meta.dirname, '../golden/portero')

/** A command line of portero 2.0.0 and its result. */
export interface CommandRecording {
  name: string
  line: string
  /** Lines of the configuration file in addition to those of server.conf. */
  added: string[]
  status: number
  stdout: string
  stderr: string
}

export interface HttpRecording {
  name: string
  request: string
  response: HttpResponse
}

export interface HttpResponse {
  status: number
  contentType: string | null
  body: string
}

export const serverConf = readFileSync(join(folder, 'server.conf'), 'utf8')

const COMMAND =
  /(?<added>(?:^\+ .*\n)*)^\$ portero (?<line>.*)\nexit status: (?<status>\d+)\n--- stdout\n(?<stdout>[^]*?)--- stderr\n(?<stderr>[^]*?)--- end$/gm

/** The recorded command lines, each in its own file or many in one file. */
export function commandRecordings(): CommandRecording[] {
  return filesOf('{cli-*,command-line,configuration}.txt').flatMap(({ name, text }) =>
    [...text.matchAll(COMMAND)].map(({ groups = {} }) => ({
      name: name.startsWith('cli-') ? name : `${name}: ${groups['line']}`,
      line: groups['line'] ?? '',
      added: (groups['added'] ?? '').split('\n').flatMap((line) => (line ? [line.slice(2)] : [])),
      status: Number(groups['status']),
      stdout: groups['stdout'] ?? '',
      stderr: groups['stderr'] ?? '',
    })),
  )
}

/** The recorded exchanges with one of the two listeners. */
export function httpRecordings(listener: 'pub' | 'priv' | 'submit'): HttpRecording[] {
  return filesOf(`${listener}-*.txt`).map(({ name, text }) => {
    const [, request = '', response = ''] =
      />>> request\n([^]*)\n\n<<< response[^\n]*\n([^]*)\n$/.exec(text) ?? []
    return {
      name,
      request: request.trimEnd().replaceAll('\r\n', '\n'),
      response: readResponse(response),
    }
  })
}

export function readResponse(text: string): HttpResponse {
  const end = text.indexOf('\r\n\r\n')
  const head = text.slice(0, end)
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]),
    contentType: /^content-type: (.*)$/im.exec(head)?.[1]?.trim() ?? null,
    body: text.slice(end + 4),
  }
}

function filesOf(pattern: string): { name: string; text: string }[] {
  return globSync(join(folder, pattern))
    .toSorted()
    .map((path) => ({ name: basename(path, '.txt'), text: readFileSync(path, 'utf8') }))
}
