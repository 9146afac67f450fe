import type { Finding } from '../core/finding.ts'
import { examineApps } from './apps.ts'
import { examineConfiguration } from './configuration.ts'
import { examineDatabase } from './database.ts'
import type { Patient } from './patient.ts'
import { examineSite } from './site.ts'

export interface Examination {
  title: string
  examine: (patient: Patient) => Promise<Finding[]>
}

/** All that the doctor looks at, in the order in which it is told. Nothing is made or changed. */
export const examinations: readonly Examination[] = [
  { title: 'Configuration', examine: examineConfiguration },
  { title: 'Database', examine: examineDatabase },
  { title: 'Homeserver', examine: ({ homeserver }) => homeserver.examine() },
  { title: 'The way in', examine: examineSite },
  { title: 'The way on, into an app', examine: examineApps },
]
