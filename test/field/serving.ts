import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Workplace } from '../support/command.ts'

export interface Serving extends AsyncDisposable {
  /** The first line of its log that has this text, from the start on. */
  said: (text: string) => Promise<Record<string, unknown>>
  hangUp: () => void
}

/** `latchkey serve`, with a JSON log, until it is disposed of. */
export async function startServe(
  place: Workplace,
  env: Record<string, string> = {},
): Promise<Serving> {
  const child = place.startWith(env, 'serve')
  const ended = once(child, 'exit')
  const lines: Record<string, unknown>[] = []
  const more = new EventTarget()
  if (!child.stderr) throw new Error('serve has no standard error')
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(JSON.parse(line) as Record<string, unknown>)
    more.dispatchEvent(new Event('line'))
  })
  const said = async (text: string) => {
    const signal = AbortSignal.timeout(30_000)
    for (;;) {
      const found = lines.find(({ msg }) => String(msg).includes(text))
      if (found) return found
      const line = new Promise((resolve) => {
        more.addEventListener('line', resolve, { once: true })
      })
      const late = once(signal, 'abort').then(() => {
        throw new Error(`serve never said "${text}": ${JSON.stringify(lines)}`)
      })
      await Promise.race([line, late, ended.then(() => line)])
    }
  }
  await said('Latchkey is open')
  return {
    said,
    hangUp: () => void child.kill('SIGHUP'),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
