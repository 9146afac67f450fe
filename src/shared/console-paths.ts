/** The paths of the console. All links to it are built here. */
export interface ConsolePaths {
  home: string
  /** `next`: a path below the console, for after the sign-in. */
  signIn: (next?: string) => string
  signInBy: (way: 'oauth' | 'sso' | 'password') => string
  signOut: string
  /** Uses up a one-time link of `latchkey console link`. */
  link: (secret: string) => string
  invites: string
  invite: (id: string) => string
  /** One act on an invitation, such as `pause`. */
  act: (id: string, act: string) => string
  many: string
  /** The invitations that were made at once, from the first to the last id. */
  batch: (first: string, last: string) => string
  people: string
  person: (id: string) => string
  requests: string
  request: (id: string) => string
  /** Decides one request by a link in a mail. */
  decide: (token: string) => string
  profiles: string
  /** The page of an invitation with a profile that is being written. */
  preview: string
  profile: (name: string) => string
  members: string
  activity: string
  health: string
  mail: string
  /** The text of one mail. */
  mailText: (kind: string) => string
  /** One's own mail address. */
  ownMail: string
  webhooks: string
  webhook: (id: string) => string
  sessions: string
  tokens: string
  asset: (name: string) => string
}

/**
 * Paths below `prefix` (without a trailing slash; may be ''). `fileName` maps the name of an asset to
 * the name under which it is served.
 */
export function makeConsolePaths(
  prefix: string,
  fileName: (name: string) => string = (name) => name,
): ConsolePaths {
  const home = `${prefix}/console`
  const invite = (id: string) => `${home}/invites/${id}`
  return {
    home,
    signIn: (next) =>
      `${home}/sign-in${next === undefined ? '' : `?next=${encodeURIComponent(next)}`}`,
    signInBy: (way) => `${home}/sign-in/${way}`,
    signOut: `${home}/sign-out`,
    link: (secret) => `${home}/link/${secret}`,
    invites: `${home}/invites`,
    invite,
    act: (id, act) => `${invite(id)}/${act}`,
    many: `${home}/many`,
    batch: (first, last) => `${home}/many/${first}-${last}`,
    people: `${home}/people`,
    person: (id) => `${home}/people/${id}`,
    requests: `${home}/requests`,
    request: (id) => `${home}/requests/${id}`,
    decide: (token) => `${home}/decide/${token}`,
    profiles: `${home}/profiles`,
    preview: `${home}/preview`,
    profile: (name) => `${home}/profiles/${encodeURIComponent(name)}`,
    members: `${home}/members`,
    activity: `${home}/activity`,
    health: `${home}/health`,
    mail: `${home}/mail`,
    mailText: (kind) => `${home}/mail/texts/${kind}`,
    ownMail: `${home}/own-mail`,
    webhooks: `${home}/webhooks`,
    webhook: (id) => `${home}/webhooks/${id}`,
    sessions: `${home}/sessions`,
    tokens: `${home}/tokens`,
    asset: (name) => `${home}/static/${fileName(name)}`,
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
