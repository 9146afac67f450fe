import type { Config } from '../model/config.ts'
import { fileNames, type NamedOption } from './option.ts'
import { options } from './options.ts'
import { reloadable } from './reload.ts'

type Section = keyof Config

/** Heading and introduction of each section. The compiler reports a missing one. */
const SECTIONS: Record<Section, [heading: string, introduction: string]> = {
  homeserver: ['The homeserver', 'Where accounts are created, and under which load.'],
  mas: [
    'matrix-authentication-service',
    'Only where `homeserver.kind` is `mas` or `mas-token`: see docs/moving-to-mas.md.',
  ],
  public: ['The public side', 'What newcomers reach, as a rule through your web server.'],
  database: ['The database', ''],
  community: ['The community', 'What newcomers see of you.'],
  client: ['The client', 'Where people go once they have an account.'],
  invites: ['Invitations', 'Defaults of new invitations.'],
  requests: ['Asking to join', 'A page for people without an invitation: see docs/ask.md.'],
  passwords: ['Passwords', ''],
  names: [
    'Names',
    'The homeserver allows `a-z`, `0-9` and `._=/+-`; these rules apply in addition.',
  ],
  language: ['Language', ''],
  timezone: ['Time zone', ''],
  mail: ['Mail', 'Invitations and reminders by mail: see docs/mail.md. Off without a mail server.'],
  private: ['The private side', 'What only you and your programs reach.'],
  admin: ['The API', ''],
  webhooks: ['Webhooks', 'Programs of yours that are told what happens: see docs/webhooks.md.'],
  console: ['The console', 'Web pages for operators, moderators and members: see docs/console.md.'],
  bot: ['The bot', 'Its account is made by `latchkey bot set-up`: see docs/bot.md.'],
  redemptions: ['When places run out', ''],
  retention: [
    'What is kept',
    'Older rows are deleted in small batches while the portal runs. `latchkey people forget` erases one person at once.',
  ],
  proxies: ['Web servers in front', ''],
  limits: [
    'Limits',
    'Rate limits, counted per network. Opening an invitation and making an account never count.',
  ],
  log: ['The log', 'Written to standard error.'],
}

/** The text of docs/configuration.md. */
export function configurationDocument(): string {
  const sections = [...new Set(options.map(({ section }) => section))]
  return (
    [OPENING, exampleBlock(), howItIsRead(), ...sections.map(describeSection)].join('\n\n') + '\n'
  )
}

const OPENING = `# Configuration

<!-- Made from src/config/options/ by \`npm run docs\`. Change it there. -->

Latchkey reads one YAML file: that of \`--config\`, else of \`LATCHKEY_CONFIG\`, else \`latchkey.yaml\` in the current
folder, else \`/etc/latchkey/latchkey.yaml\`. Four values have no default, so this is the shortest file:

\`\`\`yaml
homeserver:
  url: http://127.0.0.1:8008
  server_name: example.org
  registration_shared_secret_file: /etc/latchkey/registration_shared_secret
public:
  url: https://example.org/join
\`\`\`

\`latchkey config check\` reads the file, reports all errors with their lines, and then checks the
configuration against the homeserver.

The next block has every option. A line with a \`#\` shows the default or, where there is none, an
example: remove the \`#\` to change it.`

const howItIsRead = () => `## How values are read

- **Environment.** Every option is also an environment variable, named below, which overrides the
  file. Variables alone are enough; no file is needed. There, lists are separated by commas, and an
  empty variable counts as unset.
- **Secrets.** Every secret can be read from its own file: \`registration_shared_secret_file\`
  instead of \`registration_shared_secret\`. This works with systemd
  (\`LoadCredential=admin_secret:/etc/latchkey/admin_secret\` with
  \`Environment=LATCHKEY_ADMIN_SECRET_FILE=%d/admin_secret\`) and Docker
  (\`LATCHKEY_ADMIN_SECRET_FILE=/run/secrets/admin_secret\`). A trailing newline is ignored.
  Secrets copied from guides, such as \`change-me\`, are refused, and no secret is ever shown.
- **Paths** are relative to the folder of the configuration file; without one, to the folder in
  which Latchkey was started.
- **Durations** are written \`90s\`, \`48h\`, \`1h30m\`, \`2 days\` or, as in ISO 8601, \`PT48H\` and
  \`P2D\`. Months and years aren't accepted, because their length varies.
- **Rates** are written \`20 per 10 minutes\` or \`5 per second\`.
- **Addresses to listen on** are written \`127.0.0.1:20000\`, \`'[::1]:20000'\`, or
  \`unix:/run/latchkey/public.sock\` for a unix socket.
- **Reload.** On \`SIGHUP\` a running portal takes over ${reloadable.map(code).join(', ')}.
  Everything else needs a restart. A file with an error changes nothing.
- **Quotes** are needed around values that begin with a special character of YAML, above all
  \`#\`, \`[\` and \`*\`.`

/** A Markdown block with every option: the required ones set, the others commented out. */
function exampleBlock(): string {
  return ['```yaml', exampleFile().trimEnd(), '```'].join('\n')
}

/**
 * A configuration file with every option: those in `answers` and those that the kind needs are set,
 * the others commented out. `secretFile`: the path of the file with the secret that the kind needs.
 */
export function exampleFile(answers: Record<string, string> = {}, secretFile?: string): string {
  const sections = Map.groupBy(options, ({ section }) => section)
  const given = { kind: answers['homeserver.kind'] ?? 'synapse', answers, secretFile }
  const blocks = [...sections].map(([section, all]) => {
    const opening = all[0]?.name === null ? [] : [`${section}:`]
    const lines = all.map((option) => exampleLine(option, given))
    return [`# ${SECTIONS[section][0]}`, ...opening, ...lines].join('\n')
  })
  return `${blocks.join('\n\n')}\n`
}

interface Given {
  kind: string
  answers: Record<string, string>
  secretFile: string | undefined
}

function exampleLine(option: NamedOption, { kind, answers, secretFile }: Given): string {
  const isFile = option.default === null && option.secret
  const key = isFile ? fileNames(option).key : option.key
  const indent = option.name === null ? '' : '  '
  const name = key.slice(key.lastIndexOf('.') + 1)
  const answer = answers[option.key]
  const isNeeded = option.neededBy.some((one) => one === kind)
  const value = answer ?? (isFile && isNeeded ? secretFile : undefined)
  const isSet = option.required || isNeeded || answer !== undefined
  const written = value === undefined ? exampleValue(option) : JSON.stringify(value)
  return `${indent}${isSet ? '' : '# '}${name}: ${written}`
}

function exampleValue(option: NamedOption): string {
  const value = option.default ?? option.example ?? ''
  if (Array.isArray(option.kind.read('', '/'))) return `[${quoteEach(value)}]`
  return value === '' || /^[#[]/.test(value) ? `'${value}'` : value
}

function quoteEach(items: string): string {
  return items
    .split(', ')
    .map((item) => (item.includes(':') ? `'${item}'` : item))
    .join(', ')
}

function describeSection(section: Section): string {
  const [heading, introduction] = SECTIONS[section]
  const entries = options.filter((option) => option.section === section).map(describeOption)
  return [`## ${heading}`, introduction, ...entries].filter((text) => text !== '').join('\n\n')
}

function describeOption(option: NamedOption): string {
  const { key, variable, sentence, kind, secret } = option
  const names = [variable, ...(secret ? [fileNames(option).variable] : [])].map(code).join(', ')
  const facts = `Takes ${kind.expected}. ${describeDefault(option)} Environment: ${names}`
  return [`### ${code(key)}`, sentence, facts].join('\n\n')
}

function describeDefault({ default: value, required, neededBy }: NamedOption): string {
  if (required) return '**Has to be set.**'
  if (neededBy.length > 0) {
    const kinds = neededBy.map(code).join(' or ')
    return `**Has to be set** where ${code('homeserver.kind')} is ${kinds}.`
  }
  return value ? `Default: ${code(value)}.` : 'Default: none.'
}

function code(text: string): string {
  return `\`${text}\``
}
