import type { FieldFault } from '../../shared/errors.ts'

/* What people type instead of a name. */

/** A fault, and what is left of the text without its wrong part. */
export interface Found extends FieldFault {
  rest?: string
}

/** Longer texts are cut first: some patterns take quadratic time. In UTF-16 units. */
const maxRead = 1_000

/** Code points that show nothing: ignorable ones, controls but white space, an empty Braille cell. */
export const invisible = /(?![\t-\r])[\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]/gu

const link =
  /^(?:https?|matrix|mailto|acct|tel):|:\/\/|^www\.[^\s.]+\.|^[a-z0-9-]+(?:\.[a-z0-9-]+)+\//

/** Names in links: of a profile (`/@ana`, `#/@ana:server`), an e-mail address, a Matrix URI. */
const linked =
  /(?:[/#=]@|^matrix:u\/|^(?:mailto|acct):)(?<name>[^\s@:/?#&]+)|\/\/(?<user>[^\s@:/?#&]+)@/u

/** Only a person's name is taken from a link: the end of another may be an invitation's code. */
export function readLink(text: string): Found | null {
  const read = text.slice(0, maxRead)
  if (!link.test(read)) return null
  const { name, user } = linked.exec(decoded(read))?.groups ?? {}
  const rest = name ?? user
  return rest === undefined ? { code: 'name_link' } : { code: 'name_link', rest }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** An e-mail address, a handle of the Fediverse, or a Matrix id of another server, also within a text. */
const address = /(?<rest>[^\s@:<>()"',;]+)(?<part>[@:][^\s<>()"',;]+)/u

export function readAddress(text: string): Found | null {
  const { rest, part } = address.exec(text.slice(0, maxRead))?.groups ?? {}
  if (rest === undefined || part === undefined) return null
  return { code: 'name_part', part: shortened(part.replaceAll(invisible, '')), rest }
}

/** A number of this many digits may be a phone number, and is not offered in a name. */
const phoneDigits = 7

export function readNumber(text: string): Found | null {
  const digits = text.match(/\p{Nd}/gu)?.length ?? 0
  const isNumber = digits === text.length || digits >= phoneDigits
  if (digits === 0 || !isNumber || /[^\p{Nd}\s+()./–-]/u.test(text)) return null
  return digits < phoneDigits ? { code: 'name_is_number', rest: text } : { code: 'name_is_number' }
}

/** Characters that no name can have: those that can be seen first, then spaces, then the others. */
export function readCharacters(text: string): Found {
  const read = text.slice(0, maxRead)
  const wrong = wrongRuns(read)
  if (wrong.length > 0) {
    const part = wrong.slice(0, 3).map(shortened).join(' ')
    return { code: 'name_characters', part, rest: read }
  }
  return {
    code: /\S\s+\S/u.test(read.replaceAll(invisible, '')) ? 'name_spaces' : 'name_invisible',
    rest: read,
  }
}

/** The distinct runs of wrong characters, in whole characters: an emoji may have many code points. */
function wrongRuns(text: string): string[] {
  const runs: string[] = []
  let isOpen = false
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const isWrong = /[^a-z0-9._=/+\s-]/u.test(segment.replaceAll(invisible, ''))
    if (isWrong) runs.push((isOpen ? (runs.pop() ?? '') : '') + segment)
    isOpen = isWrong
  }
  return [...new Set(runs)]
}

const maxShown = 30

function shortened(text: string): string {
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
  return characters.length > maxShown ? `${characters.slice(0, maxShown).join('')}…` : text
}
