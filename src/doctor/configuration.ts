import { shortSettling } from '../config/warnings.ts'
import { describeProblem, type ConfigProblem } from '../config/problem.ts'
import { error, fine, type Finding, warning } from '../shared/finding.ts'
import type { DoctorContext } from './context.ts'

/** Reports what reading the configuration found. */
export async function examineConfiguration({
  config,
  remarks,
}: Pick<DoctorContext, 'config' | 'remarks'>): Promise<Finding[]> {
  const { source, exposed } = remarks
  const short = shortSettling(config)
  const warnings = remarks.warnings.filter((sentence) => !short.includes(sentence))
  return [
    fine('configuration', `${source} can be used.`),
    ...short.map((sentence) => error('settle_after', sentence, 'Leave it at auto.')),
    ...warnings.map((sentence) => warning('configuration_doubtful', sentence, seeOptions)),
    ...exposed.map((sentence) => warning('secret_readable', sentence, secretRisk)),
  ]
}

/** The findings for an invalid configuration. Nothing else can be checked then. */
export function describeWrong(
  problems: readonly ConfigProblem[],
  warnings: readonly string[],
): Finding[] {
  return [
    ...problems.map((one) => error('configuration', describeProblem(one), seeOptions)),
    ...warnings.map((sentence) => warning('configuration_doubtful', sentence, seeOptions)),
  ]
}

const seeOptions = 'docs/configuration.md has every option.'
const secretRisk = 'Anybody who reads it can create accounts, even administrators.'
