import { resolve } from 'node:path'
import type { CodeSplittingGroup, Plugin } from 'rolldown'

/**
 * Chunks of the bundle that most commands load. They are large, because finding and linking a file
 * costs more than reading it; the bundler's own split would give forty. A room contains the imports of
 * its first files, without those of earlier rooms. The bundler splits the rest.
 */
const firstFiles: Readonly<Record<string, readonly string[]>> = {
  // Not main.ts: it awaits the command, and its chunk can't be imported before that ends.
  start: [
    'src/programs/run.ts',
    'src/shared/explain.ts',
    'src/shared/journal.ts',
    'src/cli/version.ts',
    'src/programs/help.ts',
  ],
  configuration: ['src/cli/settings.ts', 'src/cli/formats.ts'],
  data: ['src/cli/invitations.ts', 'src/store/sqlite/sqlite.ts'],
  portal: ['src/programs/serve.ts', 'src/serve/keep-open.ts'],
}

export interface Rooms {
  /** Records which file imports which. */
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
