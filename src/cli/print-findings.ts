import type { Finding, Severity } from '../shared/finding.ts'
import { printLines } from './print.ts'
import type { Output, Shell } from './shell.ts'
import { harmless, painter, wrap } from '../shared/terminal-text.ts'

/** Prints findings for people, section by section. */
export interface FindingsPrinter {
  /** Shows on a terminal what is being waited for. */
  during: <T>(title: string, work: Promise<T>) => Promise<T>
  section: (title: string, findings: readonly Finding[], values?: readonly string[]) => void
  end: (summary: string) => void
}

type Paint = ReturnType<typeof painter>

const signs: Record<Severity, (paint: Paint) => string> = {
  error: (paint) => paint('red', '✗'),
  warning: (paint) => paint('yellow', '!'),
  notice: (paint) => paint('blue', '·'),
  fine: (paint) => paint('green', '✓'),
}

/** `forPeople`: false if only programs read standard output. */
export function createFindingsPrinter(shell: Shell, forPeople: boolean): FindingsPrinter {
  const { stdout, stderr } = shell
  const paint = painter(shell, stdout)
  return {
    during: async (title, work) => {
      if (stderr.isTTY !== true) return work
      stderr.write(`  ${title} …`)
      return work.finally(() => stderr.write('\r\u001b[K'))
    },
    section: (title, findings, values = []) => {
      if (!forPeople) return
      const lines = findings.flatMap((finding) => describe(finding, paint, stdout))
      const shown = values.map((line) => `    ${harmless(line)}`)
      printLines(stdout, [paint('bold', title), ...lines, ...shown, ''])
    },
    end: (summary) => printLines(stdout, [summary]),
  }
}

function describe({ code, severity, sentence, advice }: Finding, paint: Paint, output: Output) {
  const [first = '', ...rest] = [
    ...wrap(harmless(sentence), output, 4),
    ...(advice === null ? [] : wrap(harmless(advice), output, 4)),
  ]
  const name = severity === 'fine' ? [] : [`    ${paint('dim', `docs/doctor.md#${code}`)}`]
  return [`  ${signs[severity](paint)} ${first}`, ...rest.map((line) => `    ${line}`), ...name]
}
