import { LARGEST_COUNT } from '../../core/invites/invite.ts'
import { parseDuration } from '../../shared/time.ts'

/** What somebody wants of an invitation: `!pause CODE`. */
const inviteActs = ['pause', 'resume', 'withdraw'] as const
export type InviteAct = (typeof inviteActs)[number]

interface InviteWish {
  uses?: number
  lastsMs?: number | null
  profile?: string
  /** The name of the account, or a mail address to which the link is sent. */
  forWhom?: string
}

export type Command =
  /** What is not given is as usual. `lastsMs`: null for an invitation that never ends. */
  | ({ kind: 'invite' } & InviteWish)
  | { kind: 'act'; act: InviteAct; which: string }
  | { kind: 'list' }
  | { kind: 'requests' }
  | { kind: 'help' }
  | { kind: 'quiet'; isQuiet: boolean }
  | { kind: 'misread'; what: 'unknown' | 'uses' | 'name' | 'which' | 'quiet' }

/** A command as somebody wrote it: `!invite 3 7d club`. */
export function readCommand(text: string): Command {
  const [first = '', ...words] = text.trim().split(/\s+/)
  const name = first.slice(1).toLowerCase()
  const act = inviteActs.find((one) => one === name)
  if (act) {
    const which = words.join(' ')
    return which === '' ? { kind: 'misread', what: 'which' } : { kind: 'act', act, which }
  }
  switch (name) {
    case 'invite':
      return readInvite(words)
    case 'list':
    case 'requests':
    case 'help':
      return { kind: name }
    case 'quiet':
      return readQuiet(words)
    default:
      return { kind: 'misread', what: 'unknown' }
  }
}

/** A number, a time and the name of a profile, each at most once; at the end `for` somebody. */
function readInvite(words: readonly string[]): Command {
  const isFor = words.at(-2)?.toLowerCase() === 'for'
  const rest = isFor ? words.slice(0, -2) : [...words]
  const wish: InviteWish = isFor ? { forWhom: words.at(-1) ?? '' } : {}
  for (let word = rest[0]; word !== undefined; word = rest[0]) {
    const lastsMs = /^never$/i.test(word) ? null : parseDuration(word)
    if (/^-?\d+$/.test(word) && wish.uses === undefined) {
      const uses = Number(word)
      if (!(uses >= 1 && uses <= LARGEST_COUNT)) return { kind: 'misread', what: 'uses' }
      wish.uses = uses
    } else if (wish.lastsMs === undefined && (lastsMs !== null || /^never$/i.test(word))) {
      wish.lastsMs = lastsMs
    } else break
    rest.shift()
  }
  return { kind: 'invite', ...wish, ...(rest.length > 0 && { profile: rest.join(' ') }) }
}

function readQuiet([word = 'on']: readonly string[]): Command {
  const wish = word.toLowerCase()
  if (wish !== 'on' && wish !== 'off') return { kind: 'misread', what: 'quiet' }
  return { kind: 'quiet', isQuiet: wish === 'on' }
}
