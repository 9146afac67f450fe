import { qrSvg } from './views/components.ts'

/** Maximum number of cached pictures, about 10 kB each. */
const mostKept = 200

/** Maximum number of new pictures per second, about a millisecond of CPU each. */
const mostNew = 20

/** Memoized QR codes. Drawing is rate-limited, so that it can't slow down other pages. */
export function createQr(clock: () => number): (text: string) => string | null {
  const kept = new Map<string, string>()
  let second = 0
  let drawn = 0
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const now = Math.floor(clock() / 1000)
    if (now !== second) [second, drawn] = [now, 0]
    if (drawn >= mostNew) return null
    drawn++
    for (const oldest of kept.size >= mostKept ? kept.keys().take(1) : []) kept.delete(oldest)
    const svg = qrSvg(text)
    kept.set(text, svg)
    return svg
  }
}
