import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DockerfileParser } from 'dockerfile-ast'
import { run } from '../../tools/programs.ts'
import { pathOf, readRepository } from './files.ts'

/** The last stage of the Dockerfile. */
export interface Image {
  /** `COPY --from=build`: source and target. */
  copied: [from: string, to: string]
  script: string
  env: Record<string, string>
  workdir: string
  user: string
  entrypoint: string[]
  command: string[]
  health: string[]
}

export function readImage(): Image {
  const lines = DockerfileParser.parse(readRepository('Dockerfile')).getInstructions()
  const last = lines.slice(lines.findLastIndex((one) => one.getKeyword() === 'FROM'))
  const all = (keyword: string) =>
    last
      .filter((one) => one.getKeyword() === keyword)
      .map((one) => one.getArgumentsContent()?.replaceAll('\\\n', '') ?? '')
  const one = (keyword: string) => all(keyword)[0] ?? ''
  const [from = '', to = ''] = one('COPY').split(' ')
  return {
    copied: [from, to],
    script: all('RUN').join('\n'),
    env: Object.fromEntries(all('ENV').map((text) => text.split('=', 2))),
    workdir: one('WORKDIR'),
    user: one('USER'),
    entrypoint: JSON.parse(one('ENTRYPOINT')),
    command: JSON.parse(one('CMD')),
    health: JSON.parse(one('HEALTHCHECK').replace(/^.*CMD /, '')),
  }
}

/** Runs the first stage's build with only the files that .dockerignore allows; returns its dist/. */
export async function buildStage(): Promise<{ folder: string; dist: string } & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-build-stage-'))
  const kept = readRepository('.dockerignore').matchAll(/^!(.+)$/gm)
  for (const [, name = ''] of kept) cpSync(pathOf(name), join(folder, name), { recursive: true })
  symlinkSync(pathOf('node_modules'), join(folder, 'node_modules'))
  const { ok, output } = await run('npm', ['run', '--silent', 'build'], { cwd: folder })
  if (!ok) throw new Error(output)
  return {
    folder,
    dist: join(folder, 'dist'),
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }),
  }
}
