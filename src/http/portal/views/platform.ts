export type Platform = 'android' | 'ios' | 'desktop' | 'unknown'

/** A request header by its name, or nothing. */
export type HeaderOf = (name: string) => string | null | undefined

const hints: Record<string, Platform> = {
  android: 'android',
  ios: 'ios',
  windows: 'desktop',
  macos: 'desktop',
  linux: 'desktop',
  'chrome os': 'desktop',
  'chromium os': 'desktop',
}

const agents: [RegExp, Platform][] = [
  [/\bAndroid\b/, 'android'],
  [/\b(iPhone|iPad|iPod)\b/, 'ios'],
  [/\b(Windows NT|Macintosh|X11|CrOS)\b/, 'desktop'],
]

/**
 * The kind of device that sends a request: by the client hint if the browser sends it (a quoted string,
 * RFC 9651), else by User-Agent. An iPad that identifies as a Mac counts as a Mac.
 */
export const platformOf = (header: HeaderOf): Platform => {
  const hint = header('sec-ch-ua-platform')?.replaceAll('"', '').toLowerCase() ?? ''
  if (Object.hasOwn(hints, hint)) return hints[hint] ?? 'unknown'
  if (header('sec-ch-ua-mobile') === '?1') return 'android'
  const agent = header('user-agent') ?? ''
  return agents.find(([pattern]) => pattern.test(agent))?.[1] ?? 'unknown'
}
