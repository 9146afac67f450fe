import type { Finding } from '../shared/finding.ts'

/** What reading the configuration found, besides the values: sentences for the operator. */
export interface Remarks {
  /** Where the configuration came from, as the subject of a sentence. */
  source: string
  /** Settings that are valid but probably not intended. */
  warnings: readonly string[]
  /** Files that hold secrets and are readable by other users. */
  exposed: readonly string[]
  /** Only for matrix-registration's file: whether it states the public address of the pages. */
  matrixRegistration?: { publicUrlKnown: boolean }
  /** Checks the predecessor's database. */
  examineOld?: () => Promise<Finding[]>
}
