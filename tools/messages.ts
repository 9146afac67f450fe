import { readdirSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { readMessages } from '../src/i18n/catalogue.ts'
import { readLanguages, type Audience } from '../src/i18n/languages.ts'

/** Reports for `npm run check`. `problems` fail it, `lag` doesn't: English is shown instead. */
interface Report {
  problems: string[]
  lag: string
}

type Texts = Record<string, string>

interface Shape {
  /** Names of placeholders and markup. */
  names: Set<string>
  /** The categories of each plural that shows its number. */
  plurals: string[][]
}

/** Only a plural that shows its number needs all categories, because words must agree with the number. */
const showsNumber = (options: unknown): options is object =>
  Object.values(Object(options)).some((option) =>
    Object(option).value.some((node: object) => Object(node).type === 7),
  )

const shapeOf = (message: string): Shape => {
  const shape: Shape = { names: new Set(), plurals: [] }
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const isNamed = 'type' in node && node.type !== 0 && 'value' in node
    if (isNamed && typeof node.value === 'string') shape.names.add(node.value)
    if ('options' in node && showsNumber(node.options))
      shape.plurals.push(Object.keys(node.options))
    Object.values(node).forEach(walk)
  }
  walk(new IntlMessageFormat(message, 'en').getAst())
  return shape
}

/** Plural categories that whole numbers up to a thousand have in a language. */
const categoriesOf = (tag: string): string[] => {
  const rules = new Intl.PluralRules(tag)
  return [...new Set(Array.from({ length: 1000 }, (_, number) => rules.select(number)))]
}

function problemOf(tag: string, message: string, original: string | undefined): string | undefined {
  if (original === undefined) return 'English has no such message'
  try {
    const shape = shapeOf(message)
    const expected = [...shapeOf(original).names].toSorted().join(', ')
    if ([...shape.names].toSorted().join(', ') !== expected)
      return `placeholders and markup have to be: ${expected || 'none'}`
    const lacking = shape.plurals.flatMap((plural) =>
      categoriesOf(tag).filter((category) => !plural.includes(category)),
    )
    return lacking.length === 0 ? undefined : `a plural lacks: ${lacking.join(', ')}`
  } catch (error) {
    return `is not a valid ICU message: ${String(error)}`
  }
}

/** The problems of a language's messages, one line each. A missing message is no problem. */
export const problemsOf = (tag: string, messages: Texts, english: Texts): string[] =>
  Object.entries(messages).flatMap(([key, message]) => {
    const problem = problemOf(tag, message, english[key])
    return problem === undefined ? [] : [`${tag}: ${key}: ${problem}`]
  })

/** The number of English messages that a language lacks. */
export const lackingOf = (messages: Texts, english: Texts): number =>
  Object.keys(english).filter((key) => messages[key] === undefined).length

function report(audience: Audience): Report {
  const english = readMessages(audience, 'en')
  const tags = readLanguages(audience)
  const lacking = tags
    .map((tag) => `${tag} ${lackingOf(readMessages(audience, tag), english)}`)
    .slice(1)
  return {
    problems: tags.flatMap((tag) => problemsOf(tag, readMessages(audience, tag), english)),
    lag: `${audience}, of ${Object.keys(english).length} messages: ${lacking.join(', ')}`,
  }
}

/** Checks all audiences and prints one line for each. */
export function checkMessages(print: (line: string) => void): boolean {
  const folder = new URL('../src/i18n/messages/', import.meta.url)
  const reports = readdirSync(folder).map((name) => report(name as Audience))
  for (const { lag, problems } of reports) {
    print(`Missing messages, shown in English: ${lag}`)
    for (const problem of problems) print(problem)
  }
  return reports.every(({ problems }) => problems.length === 0)
}

if (import.meta.main)
  process.exitCode = checkMessages((line) => process.stdout.write(`${line}\n`)) ? 0 : 1
