import type { FindMistake } from '../option.ts'
import { whole } from './mistake.ts'

/** Why a text is no list: which item is wrong, and why. `read`: undefined for a wrong item. */
export function ofItems(
  read: (item: string, folder: string) => unknown,
  find: FindMistake | null,
): FindMistake {
  return (text, around) => {
    const given = text.split(',').map((item) => item.trim())
    const items = given.filter((item) => item !== '')
    const isItem = (item: string) => read(item, around.folder) !== undefined
    const wrong = items.find((item) => !isItem(item)) ?? ''
    const parted = partedOtherwise(text)
    if (parted && parted.every(isItem)) {
      return whole('is a list that is not separated by commas', parted.join(', '))
    }
    const mistake = find?.(wrong, around) ?? whole("can't be used")
    const meant = mistake.meant.map((item) =>
      items.map((one) => (one === wrong ? item : one)).join(', '),
    )
    return { ...mistake, part: mistake.part ?? wrong, meant }
  }
}

/** The items of a list in JSON or YAML, or between spaces or semicolons. */
function partedOtherwise(text: string): string[] | null {
  const inner = text.replace(/^\[(.*)\]$/s, '$1')
  const items = inner
    .split(/[,;\s]+/)
    .map((item) => item.replace(/^["'](.*)["']$/, '$1'))
    .filter((item) => item !== '' && item !== '-')
  return items.length > 1 || inner !== text ? items : null
}
