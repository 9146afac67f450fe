import { qrSvg } from './views/components.ts'

/** Pictures kept, some 10 kB each: the invitations that are being opened. */
const mostKept = 200

/** New pictures a second, at about a millisecond of processor each. */
const mostNew = 20

/** Memoized QR codes. Drawing is bounded, so that nobody's pictures take the time of others' pages. */
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
