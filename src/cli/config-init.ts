import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { exampleFile } from '../config/document.ts'
import { options as configOptions } from '../config/options.ts'
import { command } from './command.ts'
import { Failure, UsageError } from './failure.ts'
import { printLines } from './print.ts'
import type { Shell } from './shell.ts'

/** Each question: the flag that answers it, the option, and what is asked on a terminal. */
const QUESTIONS = [
  [
    'kind',
    'homeserver.kind',
    'Kind of homeserver (synapse, dendrite, mas, mas-token, registration-token)',
  ],
  ['homeserver', 'homeserver.url', 'Address of the homeserver, as Latchkey reaches it'],
  ['server-name', 'homeserver.server_name', "What follows the colon in people's addresses"],
  ['url', 'public.url', 'Public address of the pages'],
] as const

type Answers = Record<string, string>

export const configInit = command({
  allow: 'program:run',
  summary:
    'Writes a configuration file with every option and its default. Asks on a terminal for what no\n' +
    'option says. The secret stays in a file of its own.',
  options: {
    kind: { value: 'KIND', summary: 'The kind of homeserver; default synapse' },
    homeserver: { value: 'URL', summary: 'The address of the homeserver, as Latchkey reaches it' },
    'server-name': { value: 'NAME', summary: "What follows the colon in people's addresses" },
    url: { value: 'URL', summary: 'The public address of the pages' },
    'secret-file': { value: 'FILE', summary: 'The file that holds the secret of the homeserver' },
    output: { value: 'FILE', summary: 'Where to write it; default latchkey.yaml' },
  },
  examples: [
    ['config init', 'Asks'],
    [
      'config init --homeserver http://127.0.0.1:8008 --server-name example.org --url https://example.org/join',
      'For a script',
    ],
  ],
  run: async ({ shell, options }) => {
    const path = options.output ?? options.config ?? 'latchkey.yaml'
    const answers: Answers = {}
    for (const [flag, key, question] of QUESTIONS) {
      answers[key] = await answer(shell, { said: options[flag], flag, key, question })
    }
    const text = exampleFile(answers, options['secret-file'])
    try {
      writeFileSync(resolve(shell.cwd, path), text, { flag: 'wx', mode: 0o600 })
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      throw new Failure(
        code === 'EEXIST' ? `${path} exists already; it is left as it is.` : message,
      )
    }
    printLines(shell.stdout, [`${path} is written. Next: latchkey config check --config ${path}`])
    return 0
  },
})

interface Question {
  said: string | undefined
  flag: string
  key: string
  question: string
}

/** Asked again until it is valid; without a terminal the default counts, if the option has one. */
async function answer(shell: Shell, { said, flag, key, question }: Question): Promise<string> {
  const option = configOptions.find((one) => one.key === key)
  const isValid = (text: string) => option?.kind.read(text, shell.cwd) !== undefined
  const expected = option?.kind.expected ?? ''
  const usual = option?.default ?? null
  if (said !== undefined) {
    if (isValid(said)) return said
    throw new UsageError(`--${flag} is ${expected}.`)
  }
  if (!shell.ask) {
    if (usual !== null) return usual
    throw new UsageError(`--${flag} is missing: ${expected}.`)
  }
  for (;;) {
    const hint = usual ?? option?.example ?? ''
    const typed = (await shell.ask(`${question} [${hint}]: `)).trim() || hint
    if (isValid(typed)) return typed
    printLines(shell.stderr, [`Expected ${expected}.`])
  }
}
