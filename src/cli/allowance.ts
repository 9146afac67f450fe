import { allowanceResource } from '../core/members/resource.ts'
import {
  type Allowance,
  allowanceDefaults,
  endAllowance,
  readAllowance,
  setAllowance,
} from '../core/members/set-allowance.ts'
import { harmless } from '../shared/terminal-text.ts'
import { formatDuration, parseDuration } from '../shared/time.ts'
import { command } from './command.ts'
import { UsageError } from './failure.ts'
import { openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'

const json = { json: { summary: 'As JSON, for scripts' } } as const

export const allowanceSet = command({
  allow: 'allowances:write',
  summary: `Lets each member make invitations by themselves, in the console or through the API. One that
ends unused counts no longer. What is not given gets its default.`,
  options: {
    'per-month': { value: 'N', summary: 'How many invitations in 30 days' },
    uses: { value: 'N', summary: 'How many people can join with one; default 1' },
    expires: { value: 'DURATION', summary: 'How long one is open; default 7d' },
    profile: { value: 'NAME', summary: 'What those who join get; default: no profile' },
    'min-days': { value: 'N', summary: 'Days since joining, before they may invite; default 7' },
    ...json,
  },
  examples: [
    ['allowance set --per-month 3', 'Three a month each, for one person, open for 7 days'],
    ['allowance set --per-month 1 --expires 48h --min-days 30', 'For members of 30 days'],
  ],
  run: async (call) => {
    const { options, shell } = call
    const wanted: Allowance = {
      perMonth: readCount('per-month', options['per-month']),
      uses: readCount('uses', options.uses, allowanceDefaults.uses),
      lastsMs: readLength(options.expires),
      profile: options.profile ?? allowanceDefaults.profile,
      minDays: readCount('min-days', options['min-days'], allowanceDefaults.minDays),
    }
    await using context = await openCommandContext(call)
    await setAllowance(context, wanted, call.actor)
    if (options.json) printJson(shell.stdout, allowanceResource(wanted))
    else printLines(shell.stdout, [whatMembersMay(wanted)])
    return 0
  },
})

export const allowanceShow = command({
  allow: 'allowances:read',
  summary: 'Shows what members may invite by themselves.',
  options: json,
  run: async (call) => {
    const { stdout } = call.shell
    await using context = await openCommandContext(call, 'read')
    const allowance = await readAllowance(context)
    if (call.options.json) printJson(stdout, allowance ? allowanceResource(allowance) : null)
    else printLines(stdout, [allowance ? whatMembersMay(allowance) : `${nobody} ${howToSet}`])
    return 0
  },
})

export const allowanceOff = command({
  allow: 'allowances:write',
  summary: 'Lets members invite nobody. What they have made stays open.',
  run: async (call) => {
    await using context = await openCommandContext(call)
    await endAllowance(context, call.actor)
    printLines(call.shell.stdout, [`${nobody} What they have made stays open.`])
    return 0
  },
})

const nobody = 'Members may invite nobody.'
const howToSet = 'To let them: latchkey allowance set --per-month 3'

/** `Members may invite: 3 in 30 days each, for one person, open for 7 days, from 7 days after joining.` */
function whatMembersMay({ perMonth, uses, lastsMs, profile, minDays }: Allowance): string {
  const parts = [
    `${perMonth} in 30 days each`,
    uses === 1 ? 'for one person' : `for up to ${uses} people`,
    `open for ${formatDuration(lastsMs)}`,
    ...(profile === null ? [] : [`with the profile ${harmless(profile)}`]),
    minDays === 0
      ? 'from joining on'
      : `from ${minDays} ${minDays === 1 ? 'day' : 'days'} after joining`,
  ]
  return `Members may invite: ${parts.join(', ')}.`
}

function readCount(option: string, text: string | undefined, none?: number): number {
  if (text === undefined && none !== undefined) return none
  if (text !== undefined && /^\d{1,6}$/.test(text)) return Number(text)
  throw new UsageError(
    text === undefined ? `--${option}=N is missing.` : `--${option} is a whole number.`,
  )
}

function readLength(text: string | undefined): number {
  const ms = text === undefined ? allowanceDefaults.lastsMs : parseDuration(text)
  if (ms !== null) return ms
  throw new UsageError('--expires is a duration: 7d, 48h, P7D.')
}
