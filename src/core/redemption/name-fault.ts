import type { FieldFault } from '../../shared/errors.ts'
import { correctName } from './correct-name.ts'
import { type Found, readAddress, readCharacters, readLink, readNumber } from './name-parts.ts'
import type { NameRules } from './name-rules.ts'

/** What all homeservers take. Most refuse a leading underscore and names of digits only, too. */
const legal = /^[a-z0-9._=/+-]+$/

/**
 * What is wrong with a name (as `readName` gives it), the part that it is, and the name without it; null
 * if all rules here allow it. It depends on these two only.
 */
export async function nameFault(rules: NameRules, name: string): Promise<FieldFault | null> {
  const found = findFault(rules, name)
  if (found === null) return null
  const { rest, ...fault } = found
  if (rest === undefined) return fault
  const offer = await correctName(rules, rest, (corrected) => isAllowed(rules, corrected))
  return offer === undefined ? fault : { ...fault, offer }
}

export function isAllowed(rules: NameRules, name: string): boolean {
  return findFault(rules, name) === null
}

function findFault(rules: NameRules, name: string): Found | null {
  if (name === '') return { code: 'name_missing' }
  const isLegal = legal.test(name)
  // A link or a phone number may be a legal name, which only an operator's pattern can intend.
  const read = !isLegal || rules.fits === null
  const other = read ? (readLink(name) ?? readAddress(name) ?? readNumber(name)) : null
  return other ?? (isLegal ? ruleFault(rules, name) : readCharacters(name))
}

function ruleFault(rules: NameRules, name: string): Found | null {
  const { minLength: min, maxLength: max } = rules
  if (/^\d+$/.test(name)) return { code: 'name_is_number' }
  if (name.startsWith('_')) return { code: 'name_underscore', part: '_', rest: name }
  if (name.length < min) return { code: 'name_too_short', min }
  if (name.length > max) {
    return { code: 'name_too_long', max, over: name.length - max, rest: name }
  }
  if (rules.reserved.includes(name)) return { code: 'name_reserved' }
  return rules.fits === null || rules.fits(name) ? null : { code: 'name_pattern' }
}
