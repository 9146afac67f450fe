import type { Fault, Kind, Point, Script } from './points.ts'

/** What is to go wrong, by the name that a request is about, and what has gone wrong so far. */
export interface Plan {
  /** Forgets what was planned. A script a name; `unnamed` requests are taken as they come. */
  set: (scripts: ReadonlyMap<string, Script>, unnamed: Script) => void
  /** Nothing goes wrong from now on, except with requests of this kind. */
  heal: (except?: Kind) => void
  /** While this holds, what is asked about a name that an account was asked for is of settling. */
  settling: (yes: boolean) => void
  /** What happens to this request; `subject` is a name, or what stands for one (`aliasOf`). */
  next: (kind: Kind, subject: string | null) => Fault | null
  /** An access token or a user's id that stands for this name from now on. */
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
