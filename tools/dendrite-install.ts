import { join } from 'node:path'
import { cachedFolder } from './cache.ts'
import { missing } from './found.ts'
import { findProgram, run } from './programs.ts'
import type { Progress } from './progress.ts'

const VERSION = '0.13.8'
const MODULE = `github.com/matrix-org/dendrite/cmd/dendrite@v${VERSION}`

/**
 * The program of Dendrite, built on first use into the user's cache. Throws a sentence that says what
 * to do when it cannot be built.
 */
export async function installDendrite(signal?: AbortSignal): Promise<string> {
  const home = await cachedFolder(
    {
      name: `dendrite-${VERSION}`,
      title: `Dendrite ${VERSION} (two minutes, once)`,
      isWhole: (folder) => Promise.resolve(findProgram([programOf(folder)]) !== undefined),
      fill: (draft, progress) => fill(draft, progress, signal),
    },
    signal,
  )
  return programOf(home)
}

const programOf = (home: string) => join(home, 'dendrite')

/** SQLite needs cgo, and cgo needs a C compiler. */
async function fill(draft: string, progress: Progress, signal?: AbortSignal): Promise<void> {
  const go = findProgram(['go', '/usr/local/go/bin/go'])
  if (go === undefined) {
    throw missing('Dendrite is built with Go: install Go 1.21 or newer and a C compiler.')
  }
  const built = await run('env', [`GOBIN=${draft}`, 'CGO_ENABLED=1', go, 'install', MODULE], {
    signal,
    onOutput: (piece) => progress.detail(piece.trim().split('\n').at(-1) ?? ''),
  })
  if (built.ok) return
  throw missing(
    `Go could not build Dendrite ${VERSION}. It takes Go 1.21 or newer, a C compiler, and a Go ` +
      `module proxy that this machine reaches. The end of Go's output:\n${built.output.slice(-2000)}`,
  )
}
