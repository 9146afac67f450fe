import assert from 'node:assert/strict'
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { program } from './command.ts'

/** A running program, as a service manager sees it. */
export interface Running {
  child: ChildProcess
  /** Its output so far. */
  said: () => string
  /** Waits until its output matches, and returns the match. */
  until: (words: RegExp) => Promise<RegExpExecArray>
  /** Its exit code, or the signal that ended it. */
  ended: () => Promise<number | NodeJS.Signals>
}

/** Starts a command line under a name of the program, in a folder. */
export function startAs(name: string, folder: string, args: readonly string[]): Running {
  const path = join(folder, `${name}.js`)
  symlinkSync(program, path)
  return watch(spawn(process.execPath, [path, ...args], options(folder)))
}

/** The same in a separate terminal (script, from util-linux). */
export function startInTerminal(
  folder: string,
  command: readonly string[],
  stdin: 'ignore' | 'pipe' = 'ignore',
): Running {
  const how: SpawnOptions = { ...options(folder), stdio: [stdin, 'pipe', 'pipe'] }
  return watch(spawn('script', ['-qec', command.join(' '), '/dev/null'], how))
}

function options(cwd: string): SpawnOptions {
  const { PATH } = process.env
  return { cwd, env: { PATH, HOME: cwd }, stdio: ['ignore', 'pipe', 'pipe'] }
}

function watch(child: ChildProcess): Running {
  let text = ''
  const { stdout, stderr } = child
  assert.ok(stdout && stderr)
  const waiting = new Set<() => void>()
  for (const stream of [stdout, stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      for (const look of waiting) look()
    })
  }
  child.once('exit', () => waiting.forEach((look) => look()))
  const until = (words: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = words.exec(text)
        if (found) resolve(found)
        else if (child.exitCode !== null || child.signalCode !== null)
          reject(new Error(`it ended before it said ${words}: ${text}`))
        else return
        waiting.delete(look)
      }
      waiting.add(look)
      look()
    })
  return {
    child,
    said: () => text,
    until,
    async ended() {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      return child.exitCode ?? child.signalCode ?? 0
    },
  }
}
