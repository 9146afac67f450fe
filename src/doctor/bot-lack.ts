import type { Standing } from '../core/bot/power.ts'
import { type Finding, notice, warning } from '../shared/finding.ts'

/** What the bot has to be able to do in a room. */
interface Need {
  code: 'bot' | 'bot_rooms'
  /** Before the room's name: "invite to". */
  act: string
  /** What happens otherwise. */
  otherwise: string
  /** What follows once the bot is invited to the room. */
  afterwards: string
  /** What names the room. */
  source: string
}

/** For the space and the rooms of the profiles. */
export const toInvite: Need = {
  code: 'bot',
  act: 'invite to',
  otherwise: 'nobody can be invited there',
  afterwards: '; then latchkey bot set-up.',
  source: 'profile',
}

/** For the bot's own rooms, which it enters by itself. */
export const toAnswer: Need = {
  code: 'bot_rooms',
  act: 'write in',
  otherwise: 'it answers nobody there',
  afterwards: '',
  source: 'configuration',
}

/** What the bot lacks in a room, and what to do. `bot`: its Matrix id. */
export function describeLack(need: Need, bot: string, room: string, standing: Standing): Finding[] {
  const { code, act, otherwise } = need
  switch (standing.kind) {
    case 'able':
    case 'token_refused':
      return []
    case 'lacks_power': {
      const { needs, has } = standing
      const sentence = `The bot lacks power ${needs} to ${act} ${room} (it has ${has}): ${otherwise}.`
      return [warning(code, sentence, `In the room: /op ${bot} ${needs}`)]
    }
    case 'not_in_room': {
      const sentence = `The bot is not in ${room}: ${otherwise}.`
      return [warning(code, sentence, `In the room: /invite ${bot}${need.afterwards}`)]
    }
    case 'no_room':
      return [warning(code, `${room} does not exist.`, `Correct the ${need.source}.`)]
    case 'unknown': {
      const sentence = `Whether the bot can ${act} ${room} could not be tested: ${standing.cause}.`
      return [notice(code, sentence, 'Try again.')]
    }
  }
}
