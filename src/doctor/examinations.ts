import type { Finding } from '../shared/finding.ts'
import { examineApps } from './apps.ts'
import { examineConfiguration } from './configuration.ts'
import { examineDatabase } from './database.ts'
import type { DoctorContext } from './context.ts'
import { examineSite } from './site.ts'

interface Examination {
  title: string
  examine: (context: DoctorContext) => Promise<Finding[]>
}

/** Starts all checks at once. They create and change nothing. */
export function begin(context: DoctorContext): { title: string; found: Promise<Finding[]> }[] {
  return examinations.map(({ title, examine }) => {
    const found = examine(context)
    // The caller awaits `found` later; without this a failure before that would be unhandled.
    found.catch(() => {})
    return { title, found }
  })
}

/** All checks, in the order of the report. */
const examinations: readonly Examination[] = [
  { title: 'Configuration', examine: examineConfiguration },
  { title: 'Database', examine: examineDatabase },
  { title: 'Homeserver', examine: ({ homeserver }) => homeserver.examine() },
  { title: 'Public address', examine: examineSite },
  { title: 'Apps', examine: examineApps },
]
