import { format } from 'node:util'

/** Lines that are kept, and characters of each. */
const [maxLines, maxLength] = [200, 300]

/** What was said over the connection, without secrets, to be shown to operators. */
export interface Transcript {
  /** `C:` and `S:` lines, and what happened to the connection. */
  lines: string[]
  /** Whether the content of the mail was sent, so that the server may have accepted it. */
  isContentSent: () => boolean
  /** For nodemailer. */
  logger: Record<'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal', Log>
}

type Log = (entry: { tnx?: string }, message: string, ...values: unknown[]) => void

/** `secrets` are cut wherever they occur, also in base64. */
export function createTranscript(secrets: readonly string[]): Transcript {
  const lines: string[] = []
  const hidden = secrets.flatMap((one) => [one, Buffer.from(one).toString('base64')])
  let isAuthenticating = false
  let isContentSent = false
  const keep = (sign: string, text: string) => {
    const shown = hidden.reduce((rest, one) => rest.replaceAll(one, '(cut)'), text)
    if (lines.length < maxLines) lines.push(`${sign} ${clean(shown).slice(0, maxLength)}`)
  }
  const log: Log = ({ tnx }, message, ...values) => {
    const text = format(message, ...values)
    if (tnx === 'client') {
      const [, way] = /^(AUTH \S+)/i.exec(text) ?? []
      if (way !== undefined) isAuthenticating = true
      keep('C:', isAuthenticating ? `${way ?? ''} (cut)`.trim() : text)
    } else if (tnx === 'server') {
      if (isAuthenticating && !text.startsWith('334')) isAuthenticating = false
      if (text.startsWith('354')) isContentSent = true
      for (const line of text.split(/\r?\n/)) keep('S:', line)
    } else if (tnx === 'network' || tnx === 'smtp') keep('--', text)
  }
  const logger = { trace: log, debug: log, info: log, warn: log, error: log, fatal: log }
  return { lines, isContentSent: () => isContentSent, logger }
}

/** One harmless line: a server may say anything. */
function clean(text: string): string {
  return text.replaceAll(/[\p{C}\u2028\u2029]+/gu, ' ')
}
