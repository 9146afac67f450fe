import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../tools/programs.ts'
import { installPackages } from '../../tools/python-packages.ts'
import { openPortal } from '../support/portal.ts'

const VERSION = '4.32.5'
const secret = 'operators-only-0123456789'

/** A Python with schemathesis, from the user's cache, or why there is none. */
export function installSchemathesis(): ReturnType<typeof installPackages> {
  return installPackages(`schemathesis-${VERSION}`, [[`schemathesis==${VERSION}`]])
}

export interface Examined {
  ok: boolean
  output: string
  /** The number of generated requests. */
  cases: number
}

/**
 * Runs schemathesis with all its checks on the OpenAPI document of a running portal. It generates valid and
 * invalid requests, up to a maximum for each operation.
 */
export async function examine(bin: string, examples: number, seed: number): Promise<Examined> {
  await using portal = await openPortal({
    settings: {
      homeserver: { url: 'http://127.0.0.1:9' },
      admin: { secret },
      // It omits the secret on purpose in some requests.
      limits: { failedSecrets: { points: 1_000_000, per: 60_000 } },
    },
  })
  const document = `${portal.privateUrl}/api/v1/openapi.json`
  const say = `--checks all --no-color --generation-database none --max-examples ${examples} --seed ${seed}`
  const asked = ['run', document, '--header', `Authorization: Bearer ${secret}`, ...say.split(' ')]
  // It writes files into its working folder.
  const cwd = await mkdtemp(join(tmpdir(), 'latchkey-schema-'))
  const command = ['-m', 'schemathesis.cli', ...asked]
  const { ok, output } = await run(join(bin, 'python'), command, { cwd })
  await rm(cwd, { recursive: true })
  return { ok, output, cases: Number(/(\d+) generated/.exec(output)?.[1] ?? 0) }
}
