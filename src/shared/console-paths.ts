/** The paths of the console. All links to it are built here. */
export interface ConsolePaths {
  home: string
  /** `next`: a path below the console, for after the sign-in. */
  signIn: (next?: string) => string
  signInBy: (way: 'oauth' | 'sso' | 'password') => string
  signOut: string
  /** Uses up a one-time link of `latchkey console link`. */
  link: (secret: string) => string
}

/** Paths below `prefix` (without a trailing slash; may be ''). */
export function makeConsolePaths(prefix: string): ConsolePaths {
  const home = `${prefix}/console`
  return {
    home,
    signIn: (next) =>
      `${home}/sign-in${next === undefined ? '' : `?next=${encodeURIComponent(next)}`}`,
    signInBy: (way) => `${home}/sign-in/${way}`,
    signOut: `${home}/sign-out`,
    link: (secret) => `${home}/link/${secret}`,
  }
}

/** `next` as a path below the console, or its home: a link must not lead anywhere else. */
export function safeNext({ home }: ConsolePaths, next: string | undefined): string {
  const here = 'http://console.invalid'
  const url = next === undefined || !next.startsWith('/') ? null : URL.parse(next, here)
  if (url === null || url.origin !== here) return home
  const isBelow = url.pathname === home || url.pathname.startsWith(`${home}/`)
  return isBelow ? url.pathname + url.search : home
}
