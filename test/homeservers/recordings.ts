import { readFileSync } from 'node:fs'

/** One exchange with a real server. */
export interface Recording {
  title: string
  method: string
  /** With its query. */
  path: string
  status: number
  headers: [name: string, value: string][]
  body: string
}

const folder = new URL('../golden/homeservers/', import.meta.url)

/** Every exchange of a recorded file, in order. */
export function readRecordings(file: string): Recording[] {
  const whole = readFileSync(new URL(`${file}.txt`, folder), 'utf8')
  return whole.split(/^=== /m).slice(1).map(readOne)
}

/** The request's body contains no line that begins with an arrow. */
function readOne(text: string): Recording {
  const [request = '', answer = ''] = text.split(/^--> /m)
  const [title = '', line = ''] = request.split('\n')
  const [method = '', path = ''] = line.split(' ')
  const [status = '', ...lines] = answer.split('\n')
  const end = lines.findIndex((one) => !/^[\w-]+: /.test(one))
  return {
    title,
    method,
    path,
    status: Number(status.slice(0, 3)),
    headers: lines.slice(0, end).map((header) => {
      const colon = header.indexOf(': ')
      return [header.slice(0, colon), header.slice(colon + 2)]
    }),
    body: lines.slice(end).join('\n').trimEnd(),
  }
}
