import { predecessors as known } from './formats.ts'
import type { FormatName } from '../cli/formats.ts'
import { takeOut, type Word } from '../cli/parse.ts'
import type { ExitCode, Shell } from '../cli/shell.ts'

type Program = (shell: Shell, args: readonly string[]) => Promise<ExitCode>

interface Predecessor {
  format: FormatName
  load: () => Promise<Program>
  /** Commands that only this program has. */
  own: readonly string[]
  /** Commands that both have: the format of the file decides. */
  shared: readonly string[]
}

const predecessors: readonly Predecessor[] = [
  {
    format: 'portero',
    load: async () => (await import('../compat/portero/program.ts')).portero,
    own: ['server'],
    shared: ['invite'],
  },
  {
    format: 'matrix-registration',
    load: async () => (await import('../compat/matrix-registration/program.ts')).matrixRegistration,
    own: ['generate', 'status'],
    shared: ['serve'],
  },
]

/**
 * Makes a predecessor's commands work under our name, too: those that only it has, and with a file of its
 * format also those that both have. Undefined if the command is ours.
 */
export async function predecessorFor(
  shell: Shell,
  word: Word | undefined,
  args: readonly string[],
): Promise<(() => Promise<ExitCode>) | undefined> {
  const name = word?.value ?? ''
  const claims = predecessors.filter(({ own, shared }) => [...own, ...shared].includes(name))
  if (!word || claims.length === 0) return undefined
  const { value = shell.env['LATCHKEY_CONFIG'], rest } = takeOut(
    'config',
    args.toSpliced(word.index, 1),
  )
  const file = value === undefined ? undefined : known.resolvePath(value, shell.cwd)
  const format = await formatOf(shell, file)
  const found = claims.find((one) => one.own.includes(name) || one.format === format)
  if (!found) return undefined
  const said = file === undefined ? rest : ['--configuration-file', file, ...rest]
  return async () => (await found.load())(shell, [name, ...said])
}

async function formatOf({ cwd }: Shell, file: string | undefined): Promise<FormatName> {
  if (file === undefined) return 'native'
  const { formats } = known
  const { recogniseFile } = await import('../cli/formats.ts')
  return recogniseFile(file, cwd, formats)
}
