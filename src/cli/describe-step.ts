import type { IntroductionStep } from '../core/redemption/introduction-state.ts'
import { harmless } from '../shared/terminal-text.ts'

const names = {
  name: 'display name',
  direct_room: 'direct room',
  room: 'a room',
  mail: 'mail address',
} as const
const states = { done: 'done', waiting: 'not yet', left: 'left to them' } as const

/** `#board:example.org: not yet (403 M_FORBIDDEN)` */
export function stepLine({ what, room, state, cause }: IntroductionStep): string {
  const why = cause === null || state === 'done' ? '' : ` (${harmless(cause)})`
  return `${harmless(room ?? names[what])}: ${states[state]}${why}`
}
