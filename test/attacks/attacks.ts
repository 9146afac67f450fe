import { type Crowd, crowd, type Tally } from './crowd.ts'
import * as guess from './guesses.ts'
import * as large from './large.ts'
import * as slow from './slow.ts'

/** The target: a portal with an unlimited invitation. */
export interface Target {
  url: string
  privateUrl: string
  code: string
  /** An invitation with every place held. */
  full: string
  /** A withdrawn invitation. */
  withdrawn: string
}

export interface Attack {
  /** Concurrent clients. */
  clients: number
  /** Requests per second, unless the attack limits itself. */
  rate?: number
  run: (target: Target, crowd: Omit<Crowd, 'url'>) => Promise<Tally>
  /** The comparison for the visitor's page; default: no attack. */
  baseline?: Attack['run']
  /** The portal refuses to start with the settings that it needs; only tests bypass that check. */
  refusedAtStart?: true
  /** The homeserver accepts connections and never answers. */
  hangs?: true
  /** Newcomers finish at matrix-authentication-service. */
  mas?: true
}

const mebibyte = 1024 * 1024

function guesses(clients: number, rate: number, next: (target: Target) => () => guess.Question) {
  const askFor =
    (nextOf: typeof next): Attack['run'] =>
    (target, people) =>
      guess.ask({ ...people, url: target.url, rate }, nextOf(target))
  return { clients, rate, run: askFor(next), baseline: askFor(() => guess.robots) }
}

/** Every attack by its name. */
export const attacks: Record<string, Attack> = {
  'half a request': {
    clients: 1_000,
    run: ({ url }, people) => crowd({ ...people, url }, slow.half(slow.halfHeaders)),
  },
  'half a form': {
    clients: 500,
    run: ({ url, code }, people) => crowd({ ...people, url }, slow.half(slow.halfForm(code))),
  },
  'one byte a second': {
    clients: 500,
    run: ({ url }, people) => crowd({ ...people, url }, slow.trickle),
  },
  'answers never read': {
    clients: 100,
    run: ({ url, code }, people) => crowd({ ...people, url }, slow.deaf(`/i/${code}`, 100)),
  },
  'idle connections': {
    clients: 1_000,
    run: ({ url }, people) => crowd({ ...people, url }, slow.idle),
  },
  'bodies of 30 MB': {
    clients: 8,
    run: ({ url, code }, people) => crowd({ ...people, url }, large.announced(code, 30 * mebibyte)),
  },
  'endless bodies': {
    clients: 8,
    run: ({ url, code }, people) => crowd({ ...people, url }, large.endless(code)),
  },
  'thousands of headers': {
    clients: 8,
    run: ({ url }, people) => crowd({ ...people, url }, large.headers(3_500)),
  },
  'thousands of fields': {
    clients: 8,
    run: ({ url, code }, people) => crowd({ ...people, url }, large.fields(code, 10_000)),
  },
  'wrong codes from one network': guesses(8, 300, () => guess.wrongCode),
  'wrong codes from everywhere': guesses(8, 300, () => guess.wrongCodeFromAnywhere),
  'names probed with one invitation': guesses(8, 300, ({ code }) => guess.nameProbe(code)),
  'wrong admin secrets': {
    clients: 8,
    run: ({ privateUrl }, people) =>
      guess.ask({ ...people, url: privateUrl, rate: 300 }, guess.wrongSecret),
  },
  '400 guesses at once': guesses(400, 400, () => guess.wrongCode),
  'QR codes': guesses(64, 500, ({ code }) => guess.qrCode(code)),
  'QR codes of a withdrawn invitation': guesses(64, 500, ({ withdrawn }) =>
    guess.qrCode(withdrawn),
  ),
  'presses on a full invitation': guesses(1_000, 200, ({ full }) => guess.press(full)),
  'long weak passwords': guesses(8, 50, ({ code }) => guess.weakPassword(code)),
  'names on which a pattern is slow': {
    ...guesses(8, 50, ({ code }) => guess.slowName(code)),
    refusedAtStart: true,
  },
  'half-made accounts': { ...guesses(64, 200, ({ code }) => guess.press(code)), mas: true },
  'a queue of presses with long cookies': {
    ...guesses(4_000, 1_000, ({ code }) => guess.press(code, guess.longCookie)),
    hangs: true,
  },
  'a homeserver that hangs': {
    ...guesses(100, 100, ({ code }) => guess.newAccount(code)),
    hangs: true,
  },
}
