import type { Catalogue } from '../../../i18n/catalogue.ts'
import type { FieldFault } from '../../../shared/errors.ts'
import { ltr } from './components.ts'
import { html, type Part } from './html.ts'
import { type Page, tell } from './page.ts'

/* What is wrong with a field, in one sentence: with markup on the page, without for the script. */

const numbers = ({ min = 0, max = 0, over = 0 }: FieldFault) => ({ min, max, over })

/** `name`: the name as typed. */
export function fieldSentence(page: Page, fault: FieldFault, name: string): Part {
  const part = html`<bdi class="address">${fault.part}</bdi>`
  return tell(page, `error.${fault.code}`, { ...numbers(fault), part, name: ltr(name) })
}

export function plainSentence({ t, dir }: Catalogue, fault: FieldFault, name: string): string {
  const texts = { part: isolated(fault.part ?? ''), name: dir === 'rtl' ? isolated(name) : name }
  return t(`error.${fault.code}`, { ...numbers(fault), ...texts })
}

export function freeSentence({ t, dir }: Catalogue, name: string): string {
  return t('check.free', { name: dir === 'rtl' ? isolated(name) : name })
}

/** Within a first strong isolate, a text of the other direction doesn't reorder the sentence (UAX 9). */
function isolated(text: string): string {
  return `\u2068${text}\u2069`
}
