import { type Finding, type Severity, severities } from '../shared/finding.ts'

/** Findings in the format of the API and of `--json`. */
export interface Report {
  errors: number
  warnings: number
  notices: number
  findings: (Finding & { more: string })[]
}

export function reportOf(findings: readonly Finding[]): Report {
  return {
    errors: count(findings, 'error'),
    warnings: count(findings, 'warning'),
    notices: count(findings, 'notice'),
    findings: findings.map((finding) => ({ ...finding, more: `docs/doctor.md#${finding.code}` })),
  }
}

/** `1 error and 2 warnings.`, or `Everything is fine.` */
export function summaryOf(findings: readonly Finding[]): string {
  const counts = severities
    .filter((severity) => severity !== 'fine')
    .map((severity) => [severity, count(findings, severity)] as const)
    .filter(([, number]) => number > 0)
    .map(([severity, number]) => `${number} ${severity}${number === 1 ? '' : 's'}`)
  if (counts.length === 0) return 'Everything is fine.'
  return `${new Intl.ListFormat('en').format(counts)}.`
}

function count(findings: readonly Finding[], wanted: Severity): number {
  return findings.filter(({ severity }) => severity === wanted).length
}
