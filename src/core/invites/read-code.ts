import { isCode, isListedWord } from './code.ts'
import { decodings, dropInvisible, spellingsOf } from './spellings.ts'

/** Longer than any code with spaces. */
const LONGEST_EXACT = 255

/**
 * What may be meant by a text that somebody opens, types, pastes or passes as a code or a link. At
 * most two candidates, so that no guess can be made beside a valid code: the exact text, as an
 * imported token may have any characters; and the one code that is found in it, in this order:
 * a link below `publicUrl`, 26 symbols, five words. An operator's own code is found only in such a
 * link, or alone.
 */
export function readCode(text: string, publicUrl: string): string[] {
  const isPossible = text !== '' && text.length <= LONGEST_EXACT && !/[\p{Cc}\p{Cs}]/u.test(text)
  const found = isGenerated(text) ? undefined : foundIn(text, new URL(publicUrl).host)
  const candidates = [isPossible ? text : undefined, found]
  return [...new Set(candidates.filter((one) => one !== undefined))]
}

function foundIn(text: string, host: string): string | undefined {
  const spellings = spellingsOf(text)
  const links = spellings.flatMap((spelling) => linksIn(spelling, host))
  const own = links.filter(({ isOwn }) => isOwn)
  return (
    (own.find(hasGenerated) ?? own[0] ?? links.find(hasGenerated))?.code ??
    firstOf(spellings, symbolsIn) ??
    firstOf(spellings, wordsIn) ??
    firstOf(spellings, codeAlone)
  )
}

function firstOf(
  spellings: readonly string[],
  find: (spelling: string) => string | undefined,
): string | undefined {
  for (const spelling of spellings) {
    const found = find(spelling)
    if (found !== undefined) return found
  }
  return undefined
}

interface Link {
  code: string
  /** Whether it leads to this portal. */
  isOwn: boolean
}

function hasGenerated({ code }: Link): boolean {
  return isGenerated(code)
}

/** The links that have the form of an invitation's: `/i/CODE`, and `?token=CODE` of the predecessors. */
function linksIn(spelling: string, host = ''): Link[] {
  const found = spelling.matchAll(
    /(?:(?:^|\/)i\/|(?<![\w-])(?:token|code)=)([^\s/?#&<>"`,;|\\{}^[\]]+)/gi,
  )
  return Array.from(found, ({ 1: value = '', index }) => ({
    code: codeOf(value),
    isOwn: host !== '' && isBelow(spelling, index, host),
  })).filter(({ code }) => code !== '')
}

/** `=` is what a form field leaves of a soft line break. */
function codeOf(value: string): string {
  const text = dropInvisible(decodings(value.replaceAll('=', '')).at(-1) ?? '')
  const head = text.split(/[!'()*/?#&\s]/, 1)[0] ?? ''
  return isGenerated(head) ? head : withoutEdges(text)
}

/** Longer than what stands between the host and the code. */
const LONGEST_PLACE = 300

/** Whether the address in which something stands begins with this host. */
function isBelow(spelling: string, index: number, host: string): boolean {
  const before = spelling.slice(Math.max(0, index - LONGEST_PLACE), index).toLowerCase()
  const at = before.lastIndexOf(host)
  if (at === -1 || /[\w.-]/.test(before.charAt(at - 1))) return false
  return !/^[\w.:-]|\/\/|[\s<>"]/.test(before.slice(at + host.length))
}

function symbolsIn(spelling: string): string | undefined {
  const text = spelling.normalize('NFKC')
  return /(?<![0-9a-z])[0-9a-tv-z]{26}(?![0-9a-z])/i.exec(text)?.[0]
}

/** Joined by hyphens, or as they are read aloud, or `WithCapitals` as matrix-registration had them. */
function wordsIn(spelling: string): string | undefined {
  const text = spelling.normalize('NFKC')
  const lower = text.toLowerCase()
  const joined = [
    ...lower.matchAll(/(?<![a-z-])[a-z]{3,8}(?:-[a-z]{3,8}){4}(?![a-z-])/g),
    ...text.matchAll(/(?<![A-Za-z])(?:[A-Z][a-z]{2,7}){5}(?![A-Za-z])/g),
  ].map(([match]) => match)
  // The words before a code may be words of the list, too: "your code is apple …".
  const spaced = Array.from(
    lower.matchAll(/(?<![a-z])(?=([a-z]{3,8}(?:[\s\p{Pd}._~]{1,3}[a-z]{3,8}){4})(?![a-z]))/gu),
    ({ 1: match = '' }) => match,
  )
  const found = joined.find(areFiveWords) ?? spaced.findLast(areFiveWords)
  return found && wordsOf(found).join('-')
}

function wordsOf(text: string): string[] {
  return (text.match(/[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase())
}

function areFiveWords(text: string): boolean {
  const words = wordsOf(text)
  return words.length === 5 && words.every(isListedWord)
}

/** An operator's own code with nothing around it but signs, or after a link's path. */
function codeAlone(spelling: string): string | undefined {
  const text = withoutEdges(spelling)
  if (/\s/.test(text)) return undefined
  const [link] = linksIn(spelling.trim())
  const code = link?.code ?? withoutEdges(text.split(/[?#&]/, 1)[0] ?? '')
  return isCode(code) ? code : undefined
}

function isGenerated(code: string): boolean {
  if (code.length > LONGEST_EXACT) return false
  return (
    /^[0-9a-tv-z]{26}$/i.test(code) ||
    (/^[a-z]{3,8}(?:-[a-z]{3,8}){4}$/i.test(code) && areFiveWords(code.toLowerCase()))
  )
}

/** From the first letter or digit to the last. */
function withoutEdges(text: string): string {
  return /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su.exec(text)?.[0] ?? ''
}
