import type { Sample } from '../shared/metrics.ts'
import type { Reloaded } from './reload.ts'

export type FromWorker =
  | { kind: 'open' }
  /** Asks for the metrics of all workers. */
  | { kind: 'gather' }
  | { kind: 'counted'; round: number; samples: readonly Sample[] }

export type FromParent =
  | { kind: 'reload'; reloaded: Reloaded }
  /** Asks for the metrics of this worker. */
  | { kind: 'count'; round: number }
  | { kind: 'gathered'; text: string }
