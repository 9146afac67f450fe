import { type Crowd, crowd, type Tally } from './crowd.ts'
import * as guess from './guesses.ts'
import * as large from './large.ts'
import * as slow from './slow.ts'

/** What is attacked: a portal with an invitation for as many people as want. */
export interface Target {
  url: string
  privateUrl: string
  code: string
}

export interface Attack {
  /** Clients at once. */
  clients: number
  /** Questions a second, where they are not limited by themselves. */
  rate?: number
  run: (target: Target, crowd: Omit<Crowd, 'url'>) => Promise<Tally>
  /** The homeserver takes every connection and never answers. */
  hangs?: true
}

const mebibyte = 1024 * 1024

function guesses(clients: number, rate: number, next: (target: Target) => () => guess.Question) {
  const run: Attack['run'] = (target, people) =>
    guess.ask({ ...people, url: target.url, rate }, next(target))
  return { clients, rate, run }
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
  'a homeserver that hangs': {
    ...guesses(100, 100, ({ code }) => guess.newAccount(code)),
    hangs: true,
  },
}
