import { harmlessLines } from '../../shared/terminal-text.ts'
import type { Output } from '../../cli/shell.ts'
import type { LogTarget } from '../../shared/log.ts'
import { type Level, levels } from './arguments.ts'

/** portero's lines on standard error: the level, who says it, what is said. */
export interface Say {
  level: Level
  main: (level: Level, text: string) => void
  command: (level: Level, text: string) => void
  invite: (level: Level, text: string) => void
  server: (level: Level, text: string) => void
  own: (level: Level, text: string) => void
}

export function createSay(stderr: Output, least: Level): Say {
  const by = (name: string) => (level: Level, text: string) => {
    if (levels.indexOf(level) < levels.indexOf(least)) return
    stderr.write(`${level.toUpperCase()} ${name}: ${harmlessLines(text)}\n`)
  }
  return {
    level: least,
    main: by('com.io7m.portero.cmdline.Main'),
    command: by('com.io7m.portero.cmdline.internal.PCommand'),
    invite: by('com.io7m.portero.cmdline.internal.PCommandInvite'),
    server: by('com.io7m.portero.server.internal.PServerMain'),
    own: by('latchkey'),
  }
}

/** Lets our log speak in the same shape: `INFO latchkey: Somebody joined {"invite":…}`. */
export function asLogTarget(say: Say): LogTarget {
  return {
    write: (line) => {
      const { level, msg, time: _, ...facts }: Record<string, unknown> = JSON.parse(line)
      const known = levels.find((name) => name === level) ?? 'error'
      const more = Object.keys(facts).length > 0 ? ` ${JSON.stringify(facts)}` : ''
      say.own(known, `${String(msg)}${more}`)
    },
  }
}
