import { fstatSync } from 'node:fs'

/** syslog's priorities (RFC 5424, 6.2.1) for the levels of the log. */
const priorities: Readonly<Record<string, number>> = {
  fatal: 2,
  error: 3,
  warn: 4,
  info: 6,
  debug: 7,
  trace: 7,
}

/**
 * Whether the journal reads this file descriptor. `stream`: systemd's JOURNAL_STREAM, the device and
 * inode of what it gave the service; a redirected descriptor has others (systemd.exec(5)).
 */
export function isJournal(stream: string | undefined, descriptor: number): boolean {
  if (stream === undefined) return false
  try {
    const { dev, ino } = fstatSync(descriptor, { bigint: true })
    return stream === `${dev}:${ino}`
  } catch {
    return false
  }
}

/** Each line with its priority before it, which the journal reads and removes (sd-daemon(3)). */
export function withPriority(level: string, text: string): string {
  return text.replaceAll(/^(?=.)/gm, `<${priorities[level] ?? 6}>`)
}
