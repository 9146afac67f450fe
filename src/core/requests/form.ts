import type { Answer, Question } from '../../model/request.ts'
import type { FieldFault } from '../../shared/errors.ts'
import { hashOf } from '../../shared/hash.ts'
import { readMailAddress } from '../../shared/mail-address.ts'
import { isMatrixId } from '../../shared/matrix-id.ts'
import { pasted } from '../../shared/pasted.ts'
import type { App } from '../context.ts'
import { nameFault } from '../redemption/name-fault.ts'
import { nameRulesOf, readName } from '../redemption/name-rules.ts'
import { currentRules, type Rules } from './rules.ts'
import { readStamp, type Stamp } from './secret.ts'

/** Characters of a text, of an address, and of a name. */
export const longest = { text: 1_000, address: 255, name: 255 } as const

/** The least time between showing the form and sending it, and the longest, in ms. */
const leastMs = 3_000
const mostMs = 24 * 3_600_000

/** What was typed. */
export interface Typed {
  name: string
  words: string
  address: string
  /** In the order of the questions. */
  answers: readonly string[]
  /** The version of the rules that the form showed, if the box was ticked. */
  agreed: string | null
}

type AskCode =
  | 'words_missing'
  | 'too_long'
  | 'address_invalid'
  | 'answer_missing'
  | 'rules_missing'
  | 'rules_changed'
  | 'too_fast'
  | 'form_old'
  | 'looks_automatic'

/** `field`: the id of the element. */
export type AskFault = { field: string } & (
  | { ask: AskCode }
  /** Of the wished name. */
  | { name: FieldFault }
)

/** The field of a question stays the same when others are added. */
export function fieldOf({ text }: Question): string {
  return `q-${hashOf(text).slice(0, 12)}`
}

type Fields = ReadonlyMap<string, string>
type Reading = Pick<App, 'config' | 'serverName' | 'cookieKey' | 'clock'>

export function readTyped({ config }: Pick<App, 'config'>, form: Fields): Typed {
  const text = (name: string) => clean(form.get(name) ?? '')
  return {
    name: text('name'),
    words: text('words'),
    address: pasted(text('address')),
    answers: config.requests.questions.map((question) => text(fieldOf(question))),
    agreed: form.get('rules') ?? null,
  }
}

/** Without what can't be stored or seen. */
function clean(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .normalize('NFC')
    .trim()
}

/** A form without mistakes. */
export interface Asked {
  stamp: Stamp
  /** The wished name as an account would have it. */
  name: string
  answers: Answer[]
  /** The rules that were agreed to. */
  rules: Rules | null
}

/** The mistakes in a form, in the order of its fields; or what it says. */
export async function checkForm(
  app: Reading,
  form: Fields,
  typed: Typed,
): Promise<{ faults: AskFault[] } | { asked: Asked }> {
  const stamp = readStamp(app, form.get('stamp') ?? '')
  const faults = [
    ...paceFaults(app, form, stamp),
    ...(await nameFaults(app, typed.name)),
    ...lengthFault('words', typed.words, true),
    ...answerFaults(app, typed),
    ...addressFaults(typed.address),
    ...rulesFaults(app, typed),
  ]
  if (faults.length > 0 || stamp === null) return { faults }
  const { questions } = app.config.requests
  const answers = questions.map(({ text }, at) => ({
    question: text,
    answer: typed.answers[at] ?? '',
  }))
  const name = readName(typed.name, app.serverName())
  return { asked: { stamp, name, answers, rules: currentRules(app.config) } }
}

/** Programs fill in every field, at once. A person who is taken for one only has to press again. */
function paceFaults({ clock }: Reading, form: Fields, stamp: Stamp | null): AskFault[] {
  const age = clock() - (stamp?.shownAt ?? -Infinity)
  if ((form.get('website') ?? '') !== '') return [{ field: 'ask', ask: 'looks_automatic' }]
  if (age > mostMs) return [{ field: 'ask', ask: 'form_old' }]
  return age < leastMs ? [{ field: 'ask', ask: 'too_fast' }] : []
}

async function nameFaults(app: Reading, name: string): Promise<AskFault[]> {
  // Without `names.pattern`: the account form explains it.
  const rules = { ...nameRulesOf(app), fits: null }
  const over = name.length - longest.name
  if (over > 0)
    return [{ field: 'name', name: { code: 'name_too_long', max: rules.maxLength, over } }]
  const fault = await nameFault(rules, readName(name, app.serverName()))
  return fault === null ? [] : [{ field: 'name', name: fault }]
}

function lengthFault(field: string, text: string, isNeeded: boolean): AskFault[] {
  const missing = field === 'words' ? 'words_missing' : 'answer_missing'
  if (text === '') return isNeeded ? [{ field, ask: missing }] : []
  return text.length > longest.text ? [{ field, ask: 'too_long' }] : []
}

function answerFaults({ config }: Reading, { answers }: Typed): AskFault[] {
  return config.requests.questions.flatMap((question, at) => {
    const answer = answers[at] ?? ''
    const field = fieldOf(question)
    const isOther = answer !== '' && question.options?.includes(answer) === false
    if (isOther) return [{ field, ask: 'answer_missing' }]
    return lengthFault(field, answer, !question.isOptional)
  })
}

function addressFaults(address: string): AskFault[] {
  const isAddress = isMatrixId(address) || readMailAddress(address) !== undefined
  return address === '' || isAddress ? [] : [{ field: 'address', ask: 'address_invalid' }]
}

function rulesFaults({ config }: Reading, { agreed }: Typed): AskFault[] {
  const rules = currentRules(config)
  if (rules === null || agreed === rules.hash) return []
  return [{ field: 'rules', ask: agreed === null ? 'rules_missing' : 'rules_changed' }]
}
