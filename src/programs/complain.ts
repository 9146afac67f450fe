import { Problem, type ProblemCode } from '../shared/errors.ts'
import { Failure, UsageError } from '../cli/failure.ts'
import { nameOf } from './find.ts'
import { levelOf, wordsOf } from '../cli/parse.ts'
import { explain } from '../shared/explain.ts'
import type { ExitCode, Shell } from '../cli/shell.ts'

/** What an operator can be refused on the command line. */
const sentences: Partial<Record<ProblemCode, string>> = {
  invite_unknown: 'No invitation has this id, code or link.',
  code_in_use: 'There already is an invitation with this code, or one that reads like it.',
  redemption_unknown: 'There is no such redemption: see latchkey redemptions list.',
  redemption_ended: 'This redemption is decided already.',
}

/** What somebody mistyped, as against what failed. */
const usage = new Set<ProblemCode>(['input_invalid', 'ends_too_early'])

/** Says in one line what went wrong. The stack of an unforeseen error only shows with `--verbose debug`. */
export function complain(shell: Shell, args: readonly string[], error: unknown): ExitCode {
  const say = (text: string) => shell.stderr.write(`latchkey: ${text}\n`)
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

/** The command that was meant, for the hint where its help is. */
function commandOf(args: readonly string[]): string {
  const name = nameOf(wordsOf(args))
  return name === undefined ? '' : ` ${name}`
}

function sentenceOf({ code, details, message }: Problem): string {
  if (code === 'uses_below_taken')
    return `${details.places} places are taken already: as few it can't be.`
  if (code === 'redemption_open') {
    const how = `latchkey redemptions resolve ${message} created|absent`
    return `Whether their account was made is not decided yet. Decide it first: ${how}`
  }
  return sentences[code] ?? message
}
