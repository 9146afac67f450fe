/**
 * The requests that the portal makes; `settle` is what settling asks for. At MAS `nonce` is an access
 * token, `password` the second step of an account, `mint` a registration token, and `shut` what undoes
 * one or the other.
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
] as const
export type Kind = (typeof kinds)[number]

/**
 * What can go wrong with one request. Without more words the homeserver never sees it; "after": it
 * carried the request out, and the answer is lost, replaced or torn.
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
/** The portal's process gets SIGKILL: as the request comes, once it is carried out, once answered. */
const kills = ['killed before', 'killed after', 'killed once answered'] as const
/** Sent on twice · cut, and sent on later all the same · sent on when its sender has given up. */
const twisted = ['twice', 'late', 'slow'] as const
/**
 * Profiles shown to nobody without a login · the name given to somebody else just then · MAS can't ask
 * its Synapse.
 */
const special = ['hidden', 'snatched', 'no synapse'] as const

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
}

export type Point = `${Kind}: ${Fault}`

/** The points that can be met where only these kinds of request are made. */
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

/** What happens to the first, second … request of a kind; null and beyond the end: nothing. */
export type Script = Partial<Record<Kind, readonly (Fault | null)[]>>
