import type { Fault, Kind, Point, Script } from './points.ts'

/** The planned faults, by the name in a request, and the faults so far. */
export interface Plan {
  /** Replaces the plan: one script for each name; `unnamed` applies to requests without a name, in order. */
  set: (scripts: ReadonlyMap<string, Script>, unnamed: Script) => void
  /** No more faults, except for requests of this kind. */
  heal: (except?: Kind) => void
  /** If true, requests about a name whose account was requested belong to settling. */
  settling: (yes: boolean) => void
  /** The fault of this request; `subject` is a name or its alias (`aliasOf`). */
  next: (kind: Kind, subject: string | null) => Fault | null
  /** Whether a request of this kind was made about a name, with or without a fault. */
  met: (kind: Kind, name: string) => boolean
  /** Registers an access token or a user id as an alias of this name. */
  aliasOf: (alias: string | null, name: string | null) => void
  fired: ReadonlyMap<Point, number>
}

export function newPlan(): Plan {
  let scripts: ReadonlyMap<string, Script> = new Map()
  let unnamed: Script = {}
  let healed: 'not' | 'yes' | Kind = 'not'
  let settling = false
  const asked = new Map<string, number>()
  const names = new Map<string, string>()
  const fired = new Map<Point, number>()

  const nameOf = (subject: string | null) =>
    subject === null ? '' : (names.get(subject) ?? subject)
  const count = (key: string) => {
    const before = asked.get(key) ?? 0
    asked.set(key, before + 1)
    return before
  }
  return {
    set(given, givenUnnamed) {
      scripts = given
      unnamed = givenUnnamed
      healed = 'not'
      asked.clear()
      names.clear()
    },
    heal: (except) => void (healed = except ?? 'yes'),
    settling: (yes) => void (settling = yes),
    met: (kind, name) => asked.has(`${kind} ${name}`),
    aliasOf(alias, name) {
      if (alias !== null && name !== null) names.set(alias, nameOf(name))
    },
    next(asKind, subject) {
      const name = nameOf(subject)
      const registered = asked.has(`register ${name}`)
      const kind = asKind === 'profile' && settling && registered ? 'settle' : asKind
      const list = name === '' ? unnamed[kind] : scripts.get(name)?.[kind]
      const planned = list?.[count(`${kind} ${name}`)] ?? null
      const fault = healed === 'not' || healed === kind ? planned : null
      const point: Point | null = fault === null ? null : `${kind}: ${fault}`
      if (point !== null) fired.set(point, (fired.get(point) ?? 0) + 1)
      return fault
    },
    fired,
  }
}
