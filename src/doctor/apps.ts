import { fine, type Finding, warning } from '../shared/finding.ts'
import { examineBot } from './bot.ts'
import type { DoctorContext } from './context.ts'
import { follow } from './follow.ts'
import { examineRooms } from './rooms.ts'
import { examineWellKnown } from './well-known.ts'

/** Whether the links on the last page and in apps work. */
export async function examineApps(context: DoctorContext): Promise<Finding[]> {
  const { webUrl, afterUrl } = context.config.client
  const links: [string, string][] = [['client.web_url', webUrl]]
  if (afterUrl !== null) links.push(['client.after_url', afterUrl])
  const [found, rooms, bot, ...opened] = await Promise.all([
    examineWellKnown(context),
    examineRooms(context),
    examineBot(context),
    ...links.map(([option, url]) => examineLink(context, option, url)),
  ])
  return [...found, ...opened, ...rooms, ...bot]
}

async function examineLink(
  { fetch }: DoctorContext,
  option: string,
  url: string,
): Promise<Finding> {
  const found = await follow(fetch, url)
  const fault =
    'fault' in found ? found.fault : found.answer.status < 400 ? null : found.answer.status
  if (fault === null) return fine('app_links', `${option} opens: ${url}`)
  const sentence = `${option} does not open from here (${fault}): ${url}`
  return warning(
    'app_links',
    sentence,
    'The last page links to it: check that it opens for people.',
  )
}
