import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { exampleFile } from '../config/document.ts'
import type { NamedOption, ValueType } from '../config/option.ts'
import { options as configOptions } from '../config/options.ts'
import { describeProblem, wrongValue } from '../config/problem.ts'
import { command } from './command.ts'
import { Failure, UsageError } from './failure.ts'
import { printLines } from './print.ts'
import type { Shell } from './shell.ts'

interface Question {
  /** The flag that answers it. */
  flag: 'kind' | 'homeserver' | 'server-name' | 'mas-url' | 'mas-client-id' | 'url'
  /** The option. */
  key: string
  /** What is asked on a terminal. */
  text: string
}

/** Every option without a default that is no secret, and the kind, which decides which of them are needed. */
const QUESTIONS: readonly Question[] = [
  {
    flag: 'kind',
    key: 'homeserver.kind',
    text: 'Kind of homeserver (synapse, dendrite, mas, mas-token, registration-token)',
  },
  {
    flag: 'homeserver',
    key: 'homeserver.url',
    text: 'Address of the homeserver, as Latchkey reaches it',
  },
  {
    flag: 'server-name',
    key: 'homeserver.server_name',
    text: "What follows the colon in people's addresses",
  },
  { flag: 'mas-url', key: 'mas.url', text: 'Address of MAS, as Latchkey reaches it' },
  { flag: 'mas-client-id', key: 'mas.client_id', text: "Id of Latchkey's client at MAS" },
  { flag: 'url', key: 'public.url', text: 'Public address of the pages' },
]

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
    'mas-url': { value: 'URL', summary: 'The address of MAS, for the kinds mas and mas-token' },
    'mas-client-id': { value: 'ID', summary: "The id of Latchkey's client at MAS" },
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
    for (const question of QUESTIONS) {
      const option = optionOf(question)
      const kind = answers['homeserver.kind']
      const isAsked = option.default !== null || option.required || isNeeded(option, kind)
      if (!isAsked && options[question.flag] === undefined) continue
      answers[question.key] = await answer(shell, question, option, options[question.flag])
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

function optionOf({ key }: Question): NamedOption {
  const option = configOptions.find((one) => one.key === key)
  if (!option) throw new Error(`${key} is no option`)
  return option
}

function isNeeded({ neededBy }: NamedOption, kind: string | undefined): boolean {
  return neededBy.some((one) => one === kind)
}

/** Asked again until it is valid. Only a default counts without an answer, never an example. */
async function answer(
  shell: Shell,
  { flag, text }: Question,
  { kind, default: usual, example }: NamedOption,
  said: string | undefined,
): Promise<string> {
  const faultOf = async (typed: string) =>
    kind.read(typed, shell.cwd) === undefined ? refusalOf(flag, kind, typed, shell.cwd) : null
  if (said !== undefined) {
    const fault = await faultOf(said)
    if (fault === null) return said
    throw new UsageError(fault)
  }
  if (!shell.ask) {
    if (usual !== null) return usual
    throw new UsageError(`--${flag} is missing: ${kind.expected}.`)
  }
  for (;;) {
    const hint = usual === null ? `such as ${example}` : usual
    const typed = (await shell.ask(`${text} [${hint}]: `)).trim() || (usual ?? '')
    const fault = await faultOf(typed)
    if (fault === null) return typed
    printLines(shell.stderr, [fault])
  }
}

async function refusalOf(
  flag: string,
  kind: ValueType<unknown>,
  typed: string,
  folder: string,
): Promise<string> {
  const { explainRefusal } = await import('../config/refusal.ts')
  const refusal = await explainRefusal(kind, typed, { folder })
  const place = { file: null, line: null, key: `--${flag}` }
  return describeProblem(wrongValue(place, typed, kind.expected, refusal))
}
