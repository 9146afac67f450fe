import { type Fault, type Kind, type Point, points, type Script } from './points.ts'

/** What is to go wrong, by the name that a request is about, and what has gone wrong so far. */
export interface Plan {
  /** Forgets what was planned. A script a name; `nonces` say no name and are taken as they come. */
  set: (scripts: ReadonlyMap<string, Script>, nonces: Script['nonce']) => void
  /** Nothing goes wrong from now on. */
  heal: () => void
  /** While this holds, profiles are asked for by settling. */
  settling: (yes: boolean) => void
  /** What happens to this request; `subject` is a name, or the access token of a login. */
  next: (kind: Kind, subject: string | null) => Fault | null
  /** A token that a login of this name gave. */
  tokenOf: (token: string | null, name: string | null) => void
  fired: ReadonlyMap<Point, number>
}

export function newPlan(): Plan {
  let scripts: ReadonlyMap<string, Script> = new Map()
  let nonces: Script['nonce'] = []
  let settling = false
  const asked = new Map<string, number>()
  const names = new Map<string, string>()
  const fired = new Map<Point, number>(points.map((point) => [point, 0]))

  const nameOf = (subject: string | null) =>
    subject === null ? '' : (names.get(subject) ?? subject)
  const count = (key: string) => {
    const before = asked.get(key) ?? 0
    asked.set(key, before + 1)
    return before
  }
  return {
    set(given, givenNonces) {
      scripts = given
      nonces = givenNonces
      asked.clear()
      names.clear()
    },
    heal() {
      scripts = new Map()
      nonces = []
    },
    settling: (yes) => void (settling = yes),
    tokenOf(token, name) {
      if (token !== null && name !== null) names.set(token, name)
    },
    next(asKind, subject) {
      const name = nameOf(subject)
      const registered = asked.has(`register ${name}`)
      const kind = asKind === 'profile' && settling && registered ? 'settle' : asKind
      const list = kind === 'nonce' ? nonces : scripts.get(name)?.[kind]
      const fault = list?.[count(`${kind} ${name}`)] ?? null
      const point: Point | null = fault === null ? null : `${kind}: ${fault}`
      if (point !== null) fired.set(point, (fired.get(point) ?? 0) + 1)
      return fault
    },
    fired,
  }
}
