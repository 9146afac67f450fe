import type { Finding } from '../shared/finding.ts'
import { examineAttempts } from './attempts.ts'
import { examineApps } from './apps.ts'
import { examineConfiguration } from './configuration.ts'
import { examineConsole } from './console.ts'
import { examineDatabase } from './database.ts'
import type { DoctorContext } from './context.ts'
import { examineRateLimits } from './rate-limits.ts'
import { examineRequests } from './requests.ts'
import { examineMail } from './mail.ts'
import { examineSite } from './site.ts'
import { examineWebhooks } from './webhooks.ts'

interface Examination {
  title: string
  examine: (context: DoctorContext) => Promise<Finding[]>
  /** Whether the configuration has something to examine; always, by default. */
  applies?: (config: DoctorContext['config']) => boolean
}

/** Starts all checks at once. They create and change nothing. */
export function begin(context: DoctorContext): { title: string; found: Promise<Finding[]> }[] {
  const wanted = examinations.filter(({ applies }) => applies?.(context.config) ?? true)
  return wanted.map(({ title, examine }) => {
    const found = examine(context)
    // The caller awaits `found` later; without this a failure before that would be unhandled.
    found.catch(() => {})
    return { title, found }
  })
}

async function examineHomeserver(context: DoctorContext): Promise<Finding[]> {
  const found = await Promise.all([
    context.homeserver.examine(),
    examineRateLimits(context.config),
    examineAttempts(context),
  ])
  return found.flat()
}

/** All checks, in the order of the report. */
const examinations: readonly Examination[] = [
  { title: 'Configuration', examine: examineConfiguration },
  { title: 'Database', examine: examineDatabase },
  { title: 'Homeserver', examine: examineHomeserver },
  { title: 'Public address', examine: examineSite },
  { title: 'Apps', examine: examineApps },
  { title: 'Console', examine: examineConsole },
  {
    title: 'Mail',
    examine: (context) => examineMail(context),
    applies: ({ mail }) => mail.url !== null || mail.from !== null,
  },
  {
    title: 'Webhooks',
    examine: examineWebhooks,
    applies: ({ webhooks }) => webhooks.length > 0,
  },
  {
    title: 'Requests to join',
    examine: examineRequests,
    applies: ({ requests }) => requests.open,
  },
]
