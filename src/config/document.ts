import type { Config } from '../model/config.ts'
import { fileNames, type NamedOption } from './option.ts'
import { options } from './options.ts'

type Section = keyof Config

/** A heading and a word ahead for each section; the compiler finds one that is missing. */
const SECTIONS: Record<Section, [heading: string, introduction: string]> = {
  homeserver: ['The homeserver', 'Who makes the accounts, and how hard it may be worked.'],
  mas: [
    'matrix-authentication-service',
    'Only where `homeserver.kind` is `mas` or `mas-token`: see docs/moving-to-mas.md.',
  ],
  public: ['The public side', 'What newcomers reach, as a rule through your web server.'],
  database: ['The database', ''],
  community: ['The community', 'What newcomers see of you.'],
  client: ['The way on', 'Where people go once they have an account.'],
  invites: ['Invitations', 'What an invitation is when whoever makes it says nothing else.'],
  passwords: ['Passwords', ''],
  names: [
    'Names',
    'The homeserver allows `a-z`, `0-9` and `._=/+-`; these rules come on top of it.',
  ],
  language: ['Language', ''],
  timezone: ['Time zone', ''],
  private: ['The private side', 'What only you and your programs reach.'],
  admin: ['The API', ''],
  redemptions: ['When places run out', ''],
  retention: [
    'What is kept',
    'Older rows are taken away a few at a time while the portal runs. `latchkey people forget` erases one person at once.',
  ],
  proxies: ['Web servers in front', ''],
  limits: [
    'Limits',
    'How much one network may try, so many times in so much time. Opening an invitation and making an account never count.',
  ],
  log: ['The log', 'Goes to standard error.'],
}

/** The text of docs/configuration.md. */
export function configurationDocument(): string {
  const sections = [...new Set(options.map(({ section }) => section))]
  return (
    [OPENING, exampleFile(), HOW_IT_IS_READ, ...sections.map(describeSection)].join('\n\n') + '\n'
  )
}

const OPENING = `# Configuration

<!-- Made from src/config/options/ by \`npm run docs\`. Change it there. -->

Latchkey reads one YAML file. Four values have no default, so the shortest file is this:

\`\`\`yaml
homeserver:
  url: http://127.0.0.1:8008
  server_name: example.org
  registration_shared_secret_file: /etc/latchkey/registration_shared_secret
public:
  url: https://example.org/join
\`\`\`

\`latchkey config check\` reads the file, names everything that is wrong with it at once, line by
line, and then asks the homeserver whether the rest is right.

Here is every option there is. A line behind a \`#\` shows the default or, where there is none, an
example: remove the \`#\` where you want something else.`

const HOW_IT_IS_READ = `## How values are read

- **Environment.** Every option is also an environment variable, named below, which wins over the
  file. Without a file, variables alone will do. Lists are written with commas there, and an empty
  variable counts as none.
- **Secrets.** Every secret may come from a file of its own: \`registration_shared_secret_file\` in
  place of \`registration_shared_secret\`. That fits systemd
  (\`LoadCredential=admin_secret:/etc/latchkey/admin_secret\` with
  \`Environment=LATCHKEY_ADMIN_SECRET_FILE=%d/admin_secret\`) and Docker
  (\`LATCHKEY_ADMIN_SECRET_FILE=/run/secrets/admin_secret\`). A newline at its end is ignored.
  Secrets that stand in guides, such as \`change-me\`, are refused, and no secret is ever shown.
- **Paths** are relative to the folder of the configuration file; without one, to the folder in
  which Latchkey was started.
- **Durations** are written \`90s\`, \`48h\`, \`1h30m\`, \`2 days\` or, as in ISO 8601, \`PT48H\` and
  \`P2D\`. Months and years aren't taken, as no two are alike.
- **Rates** are written \`20 per 10 minutes\` or \`5 per second\`.
- **Addresses to listen on** are written \`127.0.0.1:20000\`, \`'[::1]:20000'\`, or
  \`unix:/run/latchkey/public.sock\` for a unix socket.
- **Quotes** are for values that begin with a sign that YAML has other plans for, above all
  \`#\`, \`[\` and \`*\`.`

/** A file with every option: the required ones set, the others as comments. */
export function exampleFile(): string {
  const sections = Map.groupBy(options, ({ section }) => section)
  const blocks = [...sections].map(([section, all]) => {
    const opening = all[0]?.name === null ? [] : [`${section}:`]
    return [`# ${SECTIONS[section][0]}`, ...opening, ...all.map(exampleLine)].join('\n')
  })
  return ['```yaml', blocks.join('\n\n'), '```'].join('\n')
}

function exampleLine(option: NamedOption): string {
  const key = option.default === null && option.secret ? fileNames(option).key : option.key
  const indent = option.name === null ? '' : '  '
  const name = key.slice(key.lastIndexOf('.') + 1)
  return `${indent}${isInShortest(option) ? '' : '# '}${name}: ${exampleValue(option)}`
}

/** What has to be set in front of a Synapse. */
function isInShortest({ required, neededBy }: NamedOption): boolean {
  return required || neededBy.includes('synapse')
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
