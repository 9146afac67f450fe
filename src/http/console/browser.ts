import type { Exchange } from '../kit/route.ts'

/** Browsers by their words in User-Agent; the first that matches, since each claims to be those below. */
const browsers: readonly [words: RegExp, name: string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^Lynx\//, 'Lynx'],
]

const systems: readonly [words: RegExp, name: string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** The browser as its owner knows it, `Firefox, Linux`; '' if unknown. Nothing else of User-Agent is kept. */
export function browserOf({ req }: Exchange): string {
  const userAgent = req.header('user-agent') ?? ''
  const found = [browsers, systems].map((list) => list.find(([words]) => words.test(userAgent)))
  return found.flatMap((entry) => (entry ? [entry[1]] : [])).join(', ')
}
