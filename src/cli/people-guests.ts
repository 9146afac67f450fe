import { type Guest, guestResource } from '../core/guests/resource.ts'
import { extendGuest, promoteGuest } from '../core/guests/guests.ts'
import { parseInstant } from '../shared/time.ts'
import { harmless, table } from '../shared/terminal-text.ts'
import { listGuests } from '../store/guests.ts'
import { command } from './command.ts'
import { shortMoment } from './describe.ts'
import { UsageError } from './failure.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'
import type { Output } from './shell.ts'

const person = { name: 'PERSON', summary: '@ana:example.org, or ana' }
const json = { summary: 'As JSON, for scripts' }
const mostRows = 1_000

export const peopleGuests = command({
  allow: 'people:read',
  summary: 'Lists accounts that have an end, the next to end first.',
  options: { json },
  examples: [['people guests', 'Whose account ends, and when']],
  run: async (call) => {
    const { stdout } = call.shell
    await using context = await openCommandContext(call, 'read')
    const guests = (await listGuests(context.db, mostRows)).map((row) =>
      guestResource(context, row),
    )
    if (call.options.json) printJson(stdout, guests)
    else if (guests.length === 0) printLines(stdout, ['No account has an end.'])
    else printLines(stdout, describe(context, guests, stdout))
    return 0
  },
})

function describe({ config }: CommandContext, guests: readonly Guest[], output: Output): string[] {
  const moment = (time: string) => shortMoment(Date.parse(time), config)
  const rows = guests.map(({ user_id: id, ends_at: ends, state, invited_by: by }) => [
    harmless(id),
    ends === null ? 'never' : moment(ends),
    state,
    harmless(by),
  ])
  return table([['WHO', 'ENDS', 'STATE', 'INVITED BY'], ...rows], output)
}

function whenItEnds({ user_id: id, ends_at: end }: Guest, { config }: CommandContext): string {
  const whose = `The account of ${harmless(id)}`
  return end === null
    ? `${whose} has no end.`
    : `${whose} ends at ${shortMoment(Date.parse(end), config)}.`
}

export const peopleExtend = command({
  allow: 'people:extend',
  summary: `Moves the end of a guest's account. A suspended one can be used again.`,
  parameters: [person],
  options: {
    until: { value: 'WHEN', summary: 'The new end: 30d, 2026-12-31, 2026-12-31T18:00, never' },
    json,
  },
  examples: [['people extend @ana:example.org --until 30d', '30 days from now']],
  run: async (call) => {
    const { shell, options, parameters } = call
    await using context = await openCommandContext(call)
    const { timezone: timeZone } = context.config
    const place = { now: context.clock(), timeZone, bareDate: 'end' } as const
    const until = parseInstant(options.until ?? '', place)
    if (until === undefined) {
      throw new UsageError('--until is a duration from now, a date, or never.')
    }
    const row = await extendGuest(context, parameters[0] ?? '', until, call.actor)
    const guest = guestResource(context, row)
    if (options.json) printJson(shell.stdout, guest)
    else {
      printLines(shell.stdout, [whenItEnds(guest, context)])
    }
    return 0
  },
})

export const peoplePromote = command({
  allow: 'people:promote',
  summary: `Makes a guest's account permanent. A suspended one can be used again.`,
  parameters: [person],
  options: { json },
  examples: [['people promote @ana:example.org', 'Ana stays']],
  run: async (call) => {
    const { shell, options, parameters } = call
    await using context = await openCommandContext(call)
    const row = await promoteGuest(context, parameters[0] ?? '', call.actor)
    const guest = guestResource(context, row)
    if (options.json) printJson(shell.stdout, guest)
    else printLines(shell.stdout, [whenItEnds(guest, context)])
    return 0
  },
})
