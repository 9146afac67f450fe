import {
  detailsOf,
  findSomebody,
  type PersonDetails,
  personDetails,
} from '../core/people/details.ts'
import type { Seen } from '../core/people/last-seen.ts'
import { harmless } from '../shared/terminal-text.ts'
import { command } from './command.ts'
import { shortMoment } from './describe.ts'
import { stepLine } from './describe-step.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'
import { withHomeserver } from './with-homeserver.ts'

export const peopleShow = command({
  allow: 'people:read',
  summary: `Shows somebody who came by a link: what they got, what they lack and why, the links to their own
page, and the end of their account.`,
  parameters: [{ name: 'PERSON', summary: '@ana:example.org, or ana' }],
  options: { json: { summary: 'As JSON, for scripts' } },
  examples: [['people show @ana:example.org', 'In which rooms Ana is, and what the server says']],
  run: async (call) => {
    const { shell, options, parameters } = call
    await using context = await openCommandContext(call, 'read')
    const somebody = await findSomebody(context, parameters[0] ?? '', call.actor)
    const details = await withHomeserver(context, (homeserver) =>
      detailsOf({ ...context, homeserver }, somebody, call.actor),
    )
    const person = personDetails(context, somebody, details)
    if (options.json) printJson(shell.stdout, person)
    else printLines(shell.stdout, describe(person, details.seen, context))
    return 0
  },
})

const kinds = { account: 'made here', matrix_account: 'a Matrix account of their own' } as const

function describe(person: PersonDetails, seen: Seen, { config }: CommandContext): string[] {
  const moment = (time: string) => shortMoment(Date.parse(time), config)
  const { reason, cause, links, app_opened_at: opened } = person
  const why = [person.state, reason, cause].filter((word) => word !== null).join(': ')
  const facts = [
    ['Account', kinds[person.kind]],
    ['State', harmless(why).replaceAll('_', ' ')],
    [person.kind === 'account' ? 'Joined' : 'Since', moment(person.came_at)],
    ['Ends', person.ends_at === null ? 'never' : moment(person.ends_at)],
    ['Profile', harmless(person.profile ?? '-')],
    ['Invited by', harmless(person.invited_by)],
    ['Invitation', person.invite_id],
    ['Id', person.id],
    ...(person.kind === 'account'
      ? [
          ['Own page', linksOf(links, moment)],
          ['App opened', opened === null ? 'no browser said so' : moment(opened)],
          ...(person.state === 'deactivated' ? [] : [['Last seen', seenIn(seen, config)]]),
        ]
      : []),
  ]
  const steps = person.introduction.map((step) => `    ${stepLine(step)}`)
  return [
    harmless(person.user_id ?? '(forgotten)'),
    ...facts.map(([name = '', value]) => `  ${name.padEnd(10)}  ${value}`),
    ...(steps.length === 0 ? [] : ['', '  Steps', ...steps]),
  ]
}

function linksOf(
  { live, expires_at: until, used_at: used }: PersonDetails['links'],
  moment: (time: string) => string,
): string {
  if (live === 0 || until === null) return 'no link works'
  const last = used === null ? '' : `, last used ${moment(used)}`
  return `${live === 1 ? '1 link works' : `${live} links work`} until ${moment(until)}${last}`
}

function seenIn(seen: Seen, config: CommandContext['config']): string {
  if (seen === 'untold') return 'not told: needs homeserver.admin_token at Synapse'
  if (seen === 'unanswered') return 'not known: the homeserver did not answer'
  const devices = seen.devices === 1 ? '1 device' : `${seen.devices} devices`
  const last = seen.at === null ? '' : `${shortMoment(seen.at, config)}, `
  return `${last}signed in on ${devices}`
}
