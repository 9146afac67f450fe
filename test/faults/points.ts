/**
 * The portal's requests to a homeserver; `settle`: those of settling. At MAS `nonce` is an access token,
 * `password` the second step of an account, `mint` a registration token, and `shut` the request that
 * deactivates an account or revokes a token. `name` and `join` are the requests of an introduction.
 */
export const kinds = [
  'profile',
  'nonce',
  'register',
  'password',
  'mint',
  'login',
  'logout',
  'settle',
  'shut',
  'name',
  'join',
] as const
export type Kind = (typeof kinds)[number]

/**
 * The faults of one request. By default the homeserver never sees it. "after": it executed the request,
 * and the response is lost, replaced or truncated.
 */
const anywhere = [
  'delayed',
  'cut before',
  'cut inside',
  '401',
  '429',
  '500',
  '502 page',
  '404 page',
  'garbage',
  'empty',
  'redirect',
  'hangs',
] as const
const onPosts = [
  'cut after',
  '401 after',
  '500 after',
  '502 page after',
  'garbage after',
  'empty after',
  'redirect after',
  'hangs after',
] as const
/** The portal gets SIGKILL: when the request arrives, after its execution, or after its response. */
const kills = ['killed before', 'killed after', 'killed once answered'] as const
/** Forwarded twice · disconnected and forwarded later · forwarded after its sender's timeout. */
const twisted = ['twice', 'late', 'slow'] as const
/**
 * Profiles need a login · the name is taken by another person just before · MAS can't reach its Synapse ·
 * after its execution the owner chooses another display name, and the response is lost.
 */
const special = ['hidden', 'snatched', 'no synapse', 'renamed'] as const

export type Fault =
  | (typeof anywhere)[number]
  | (typeof onPosts)[number]
  | (typeof kills)[number]
  | (typeof twisted)[number]
  | (typeof special)[number]

export const faultsOf: Record<Kind, readonly Fault[]> = {
  profile: [...anywhere, ...kills, 'hidden', 'snatched'],
  nonce: [...anywhere, 'killed before', 'killed once answered'],
  register: [...anywhere, ...onPosts, ...kills, ...twisted, 'no synapse'],
  password: [...anywhere, ...onPosts, ...kills, ...twisted],
  mint: [...anywhere, ...onPosts, ...kills, ...twisted],
  login: [...anywhere, ...onPosts, ...kills],
  logout: [...anywhere, 'cut after', 'killed before', 'killed after'],
  settle: [...anywhere, ...kills, 'hidden'],
  shut: [...anywhere, ...onPosts, ...kills, 'twice'],
  name: [...anywhere, ...onPosts, ...kills, 'renamed'],
  join: [...anywhere, ...onPosts, ...kills, ...twisted],
}

export type Point = `${Kind}: ${Fault}`

/** The fault points that are reachable with only these kinds of request. */
export function pointsOf(met: readonly Kind[], atMas: boolean): Point[] {
  const masks: readonly Fault[] = atMas ? ['hidden', 'snatched'] : ['no synapse']
  return kinds
    .filter((kind) => met.includes(kind))
    .flatMap((kind) =>
      faultsOf[kind]
        .filter((fault) => !masks.includes(fault))
        .map((fault): Point => `${kind}: ${fault}`),
    )
}

/** The faults of the first, second … request of a kind; null, or beyond the end: none. */
export type Script = Partial<Record<Kind, readonly (Fault | null)[]>>
