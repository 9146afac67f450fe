import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, type RunResult } from '../../tools/programs.ts'
import { installPackages } from '../../tools/python-packages.ts'
import { pathOf } from './files.ts'

/** The newest version that works with this machine's Python. */
const ansible = await installPackages('ansible-core-1', [['ansible-core>=2.17,<2.22']])

export const missingAnsible = 'missing' in ansible && ansible.missing

/** This machine as a host, with its vars.yml. */
export interface Host {
  folder: string
  variables: Record<string, unknown>
}

export interface Played extends RunResult {
  changed: number
}

/** Runs `ansible-playbook --tags=TAG --extra-vars '…'` with the playbook of this repository. */
export async function play(
  { folder, variables }: Host,
  tag: string,
  extra: Record<string, unknown> = {},
): Promise<Played> {
  const bin = 'bin' in ansible ? ansible.bin : ''
  const inventory = join(folder, 'hosts')
  const local = `ansible_connection=local ansible_python_interpreter=${join(bin, 'python')}`
  writeFileSync(inventory, `[matrix_servers]\nmatrix.example.org ${local}\n`)
  const vars = join(folder, 'vars.json')
  writeFileSync(vars, JSON.stringify({ latchkey_become: false, ...variables, ...extra }))
  const settings = join(folder, 'ansible.cfg')
  writeFileSync(settings, '[defaults]\npipelining = True\n')
  // The script has the path of the folder where it was installed.
  const command = [join(bin, 'python'), '-m', 'ansible', 'playbook']
  const result = await run('env', [
    // Ignores this machine's own Ansible configuration.
    `HOME=${folder}`,
    `ANSIBLE_CONFIG=${settings}`,
    'LC_ALL=C.UTF-8',
    ...command,
    `--inventory=${inventory}`,
    `--extra-vars=@${vars}`,
    `--tags=${tag}`,
    pathOf('deploy/ansible/playbook.yml'),
  ])
  return { ...result, changed: Number(/changed=(\d+)/.exec(result.output)?.[1] ?? NaN) }
}

/** The output of the last `debug` task. */
export function said({ output }: Played): unknown {
  const [, text = ''] = /=> (\{\n {4}"msg"[^]*?\n\})/.exec(output) ?? []
  return (JSON.parse(text) as { msg: unknown }).msg
}
