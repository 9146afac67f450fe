/** The requests that the portal makes; `settle` is the profile that settling asks for. */
export const kinds = ['profile', 'nonce', 'register', 'login', 'logout', 'settle'] as const
export type Kind = (typeof kinds)[number]

/**
 * What can go wrong with one request. Without more words the homeserver never sees it; "after": it
 * carried the request out, and the answer is lost, replaced or torn.
 */
const anywhere = [
  'delayed',
  'cut before',
  'cut inside',
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
  '500 after',
  '502 page after',
  'garbage after',
  'empty after',
  'redirect after',
  'hangs after',
] as const
/** The portal's process gets SIGKILL: as the request comes, once it is carried out, once answered. */
const kills = ['killed before', 'killed after', 'killed once answered'] as const
/**
 * Profiles shown to nobody without a login · sent on twice · cut, and sent on later all the same · the
 * name given to somebody else just then.
 */
const special = ['hidden', 'twice', 'late', 'snatched'] as const

export type Fault =
  | (typeof anywhere)[number]
  | (typeof onPosts)[number]
  | (typeof kills)[number]
  | (typeof special)[number]

export const faultsOf: Record<Kind, readonly Fault[]> = {
  profile: [...anywhere, ...kills, 'hidden', 'snatched'],
  nonce: [...anywhere, 'killed before', 'killed once answered'],
  register: [...anywhere, ...onPosts, ...kills, 'twice', 'late'],
  login: [...anywhere, ...onPosts, ...kills],
  logout: [...anywhere, 'cut after', 'killed before', 'killed after'],
  settle: [...anywhere, ...kills, 'hidden'],
}

export type Point = `${Kind}: ${Fault}`

export const points: Point[] = kinds.flatMap((kind) =>
  faultsOf[kind].map((fault): Point => `${kind}: ${fault}`),
)

/** What happens to the first, second … request of a kind; null and beyond the end: nothing. */
export type Script = Partial<Record<Kind, readonly (Fault | null)[]>>
