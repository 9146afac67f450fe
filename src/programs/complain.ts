import { Problem, type ProblemCode } from '../shared/errors.ts'
import { Failure, UsageError } from '../cli/failure.ts'
import { nameOf } from './find.ts'
import { levelOf, wordsOf } from '../cli/parse.ts'
import { explain } from '../shared/explain.ts'
import { withPriority } from '../shared/journal.ts'
import type { ExitCode, Shell } from '../cli/shell.ts'

/** Sentences for refusals on the command line. */
const sentences: Partial<Record<ProblemCode, string>> = {
  invite_unknown:
    'No invitation has this id, code or link. A deleted one can be neither shown nor changed.',
  code_in_use: 'An invitation with this code, or a code that looks the same, exists already.',
  token_unknown: 'No token has this id: see latchkey tokens list.',
  undo_over:
    'Its last change was not yours, is older than a minute, or is none that can be undone.',
  request_unknown:
    'This request is withdrawn, forgotten, or was never made: see latchkey requests list.',
  request_decided: 'This request is already decided: see latchkey requests show.',
  request_unbound:
    'This profile is for one name or mail address, and the applicant gave none that fits: approve with --profile and another one.',
  guest_unknown: 'No account with an end has this name: see latchkey people guests.',
  mail_unknown: 'No such mail waits or was given up: see latchkey mail list.',
  mail_sent_lately: 'This was sent less than ten minutes ago.',
  mail_off: 'No mail server is configured: set mail.url and mail.from.',
  mail_address_invalid:
    'This is not one mail address: write it like ana@example.org, with a to z, digits and signs before the @.',
  person_unknown: 'Nobody who joined with an invitation has this name.',
  invited_unknown: 'No invited account has this id: see latchkey people invited.',
  invited_decided:
    'This invitation can’t be taken back any more: they have come in, or it is over.',
  profile_unknown: 'No profile has this name: see latchkey profiles list.',
  webhook_unknown: 'No webhook has this number: see latchkey webhooks list.',
  redemption_unknown: 'This redemption does not exist: see latchkey redemptions list.',
  redemption_ended: 'This redemption is decided already.',
}

/** Problems that are mistakes in the command line. */
const usage = new Set<ProblemCode>(['input_invalid', 'ends_too_early', 'mail_address_invalid'])

/** Prints the error in one line. `--verbose debug` shows the stack of an unexpected error. */
export function complain(shell: Shell, args: readonly string[], error: unknown): ExitCode {
  const { stderr } = shell
  const say = (text: string) => {
    const lines = `latchkey: ${text}\n`
    stderr.write(stderr.isJournal ? withPriority('error', lines) : lines)
  }
  if (error instanceof UsageError) {
    say(`${error.message}\n          More: latchkey help${commandOf(args)}`)
    return 2
  }
  if (error instanceof Problem) {
    say(sentenceOf(error))
    return usage.has(error.code) ? 2 : 1
  }
  const verbose = /trace|debug/.test(levelOf(args) ?? '')
  if (error instanceof Failure) say(error.message)
  else if (error instanceof Error && verbose) say(String(error.stack))
  else say(explain(error))
  return 1
}

/** The command, for the hint at its help. */
function commandOf(args: readonly string[]): string {
  const name = nameOf(wordsOf(args))
  return name === undefined ? '' : ` ${name}`
}

function sentenceOf({ code, details, message }: Problem): string {
  if (code === 'uses_below_taken')
    return `${details.places} places are already taken; --uses can't be lower than ${details.places}.`
  if (code === 'redemption_open') {
    const how = `latchkey redemptions resolve ${message} created|absent`
    return `It is not decided yet whether their account was created. Decide it first: ${how}`
  }
  return sentences[code] ?? message
}
