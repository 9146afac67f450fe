import type { Finding } from '../shared/finding.ts'
import { examineApps } from './apps.ts'
import { examineConfiguration } from './configuration.ts'
import { examineDatabase } from './database.ts'
import type { Patient } from './patient.ts'
import { examineSite } from './site.ts'

interface Examination {
  title: string
  examine: (patient: Patient) => Promise<Finding[]>
}

/** Begins all examinations at once. Nothing is made or changed. */
export function begin(patient: Patient): { title: string; found: Promise<Finding[]> }[] {
  return examinations.map(({ title, examine }) => {
    const found = examine(patient)
    // Whoever waits for it is told; until then it is nobody's failure.
    found.catch(() => {})
    return { title, found }
  })
}

/** All that the doctor looks at, in the order in which it is told. */
const examinations: readonly Examination[] = [
  { title: 'Configuration', examine: examineConfiguration },
  { title: 'Database', examine: examineDatabase },
  { title: 'Homeserver', examine: ({ homeserver }) => homeserver.examine() },
  { title: 'The way in', examine: examineSite },
  { title: 'The way on, into an app', examine: examineApps },
]
