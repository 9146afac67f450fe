import { resolve } from 'node:path'
import type { CodeSplittingGroup, Plugin } from 'rolldown'

/**
 * What most commands load, in large files: a file costs more to find and to link than to read, and
 * cut by what each command shares with each other there would be forty. A room holds what its first
 * files import, apart from what an earlier room has. The rest is cut as commands need it.
 */
const firstFiles: Readonly<Record<string, readonly string[]>> = {
  // Not main.ts, which waits for the command: what it holds can't be imported until it is done.
  start: ['src/programs/run.ts'],
  configuration: ['src/cli/settings.ts', 'src/cli/formats.ts'],
  data: ['src/cli/invitations.ts', 'src/store/sqlite/sqlite.ts'],
  portal: ['src/programs/serve.ts', 'src/serve/keep-open.ts'],
}

export interface Rooms {
  /** Sees which file imports which. */
  plugin: Plugin
  groups: CodeSplittingGroup[]
}

export function rooms(): Rooms {
  const roomOf = new Map<string, string>()
  const names = Object.keys(firstFiles)
  const plugin: Plugin = {
    name: 'rooms',
    buildEnd() {
      const fill = (room: string, file: string) => {
        if (roomOf.has(file)) return
        roomOf.set(file, room)
        for (const imported of this.getModuleInfo(file)?.importedIds ?? []) fill(room, imported)
      }
      for (const room of names) for (const file of firstFiles[room] ?? []) fill(room, resolve(file))
    },
  }
  const groups = names.map((name, at) => ({
    name,
    test: (file: string) => roomOf.get(file) === name,
    priority: names.length - at,
  }))
  return { plugin, groups }
}
