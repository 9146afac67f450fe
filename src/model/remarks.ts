import type { Finding } from '../shared/finding.ts'

/** What reading the configuration said besides the configuration itself, in sentences. */
export interface Remarks {
  /** What the configuration was read from, as the beginning of a sentence. */
  source: string
  /** Settings that work, but probably not as intended. */
  warnings: readonly string[]
  /** Files with secrets that others can read. */
  exposed: readonly string[]
  /** Where the file is matrix-registration's: whether it says where people reach the pages. */
  matrixRegistration?: { publicUrlKnown: boolean }
  /** Examines a predecessor's database. */
  examineOld?: () => Promise<Finding[]>
}
