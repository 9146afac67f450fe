import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../tools/programs.ts'
import { installPackages } from '../../tools/python-packages.ts'
import { openPortal } from '../support/portal.ts'

const VERSION = '4.32.5'
const secret = 'operators-only-0123456789'

/** A Python that has schemathesis, kept in the user's cache; or why there is none. */
export function installSchemathesis(): ReturnType<typeof installPackages> {
  return installPackages(`schemathesis-${VERSION}`, [[`schemathesis==${VERSION}`]])
}

export interface Examined {
  ok: boolean
  output: string
  /** How many requests were made up. */
  cases: number
}

/**
 * Has schemathesis read the OpenAPI document of a running portal and make up requests, right ones and
 * wrong ones, so many for each operation. Every check it knows is on.
 */
export async function examine(bin: string, examples: number, seed: number): Promise<Examined> {
  await using portal = await openPortal({
    settings: {
      homeserver: { url: 'http://127.0.0.1:9' },
      admin: { secret },
      // It leaves the secret out on purpose, again and again.
      limits: { failedSecrets: { points: 1_000_000, per: 60_000 } },
    },
  })
  const document = `${portal.privateUrl}/api/v1/openapi.json`
  const say = `--checks all --no-color --generation-database none --max-examples ${examples} --seed ${seed}`
  const asked = ['run', document, '--header', `Authorization: Bearer ${secret}`, ...say.split(' ')]
  // It keeps notes in the folder that it is called in.
  const cwd = await mkdtemp(join(tmpdir(), 'latchkey-schema-'))
  const command = ['-m', 'schemathesis.cli', ...asked]
  const { ok, output } = await run(join(bin, 'python'), command, { cwd })
  await rm(cwd, { recursive: true })
  return { ok, output, cases: Number(/(\d+) generated/.exec(output)?.[1] ?? 0) }
}
