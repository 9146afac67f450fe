import type { Given } from './json-server.ts'
import { readRecordings } from './recordings.ts'

/** The answers of these files by title, with other names, ids and times. */
export function recordedAnswers(...files: string[]) {
  const recordings = files.flatMap(readRecordings)
  return (title: string, ...changes: [from: string, to: string][]): Given => {
    const found = recordings.find((one) => one.title === title)
    if (!found) throw new Error(`there is no recording ${title}`)
    const kept = found.headers.filter(([name]) => !/^(content-length|date)$/i.test(name))
    const body = changes.reduce((text, [from, to]) => text.replaceAll(from, to), found.body)
    return { status: found.status, body, headers: Object.fromEntries(kept) }
  }
}
