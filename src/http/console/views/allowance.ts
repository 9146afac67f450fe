import type { Part } from '../../portal/views/html.ts'
import { type ConsolePage, say, tell } from './page.ts'
import { when } from './pieces.ts'

/** What a member may still make. */
export interface SeenAllowance {
  /** 0: members may not invite. */
  perMonth: number
  left: number
  /** When the next one can be made, in ms; null: now, or nobody knows. */
  nextAt: number | null
}

/** What is left of a member's allowance. */
export const remaining = (page: ConsolePage, { perMonth, left, nextAt }: SeenAllowance): Part => {
  if (perMonth === 0) return say(page, 'problem.allowance_off')
  const sentence = say(page, 'new.allowance', { perMonth, left })
  if (nextAt === null) return sentence
  return [sentence, ' ', tell(page, 'new.next', { ago: when(page, nextAt) })]
}
