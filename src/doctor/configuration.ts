import { shortSettling } from '../config/warnings.ts'
import { describeProblem, type ConfigProblem } from '../config/problem.ts'
import { error, fine, type Finding, warning } from '../shared/finding.ts'
import type { Patient } from './patient.ts'

/** What reading it showed. */
export async function examineConfiguration({
  config,
  remarks,
}: Pick<Patient, 'config' | 'remarks'>): Promise<Finding[]> {
  const { source, exposed } = remarks
  const short = shortSettling(config)
  const warnings = remarks.warnings.filter((sentence) => !short.includes(sentence))
  return [
    fine('configuration', `${source} can be used.`),
    ...short.map((sentence) => error('settle_after', sentence, 'Leave it at auto.')),
    ...warnings.map((sentence) => warning('configuration_doubtful', sentence, mend)),
    ...exposed.map((sentence) => warning('secret_readable', sentence, hide)),
  ]
}

/** Of a configuration that can't be used, nothing else can be examined. */
export function describeWrong(
  problems: readonly ConfigProblem[],
  warnings: readonly string[],
): Finding[] {
  return [
    ...problems.map((one) => error('configuration', describeProblem(one), mend)),
    ...warnings.map((sentence) => warning('configuration_doubtful', sentence, mend)),
  ]
}

const mend = 'docs/configuration.md has every option.'
const hide = 'Whoever reads it can make accounts, administrators too.'
