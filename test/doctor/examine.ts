import type { App } from '../../src/core/context.ts'
import type { Finding } from '../../src/shared/finding.ts'
import { begin } from '../../src/doctor/examinations.ts'

/** The doctor's findings about a portal, as on its private listener. */
export async function examine(app: App): Promise<Finding[]> {
  const sections = begin({ ...app, fetch }).map(({ found }) => found)
  return (await Promise.all(sections)).flat()
}

/** The findings that aren't fine, by code. */
export function wrongs(findings: readonly Finding[]): Record<string, string> {
  const wrong = findings.filter(({ severity }) => severity !== 'fine')
  return Object.fromEntries(
    wrong.map(({ code, severity, sentence, advice }) => [
      code,
      `${severity}: ${sentence} ${advice}`,
    ]),
  )
}
