import { authorOf, type Actor } from '../../../model/actor.ts'
import type { EventKind } from '../../../model/events.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { type ConsolePage, say, tell, type Word } from './page.ts'
import { author, when } from './pieces.ts'

/** An event, with the names of what it is about. */
export interface Happening {
  at: number
  actor: Actor
  kind: EventKind
  /** What it happened to: its name and page; null where nothing is left of it. */
  what: { name: string; href: string | null } | null
  /** The changed columns of an invitation. */
  columns: readonly string[]
}

const columnWords: Partial<Record<string, Word>> = {
  max_uses: 'column.uses',
  expires_at: 'column.expires',
  opens_at: 'column.opens',
  label: 'column.label',
  profile_id: 'column.profile',
}

const changed = (page: ConsolePage, columns: readonly string[]): string => {
  const words = columns.map((name) => {
    const word = columnWords[name]
    return word === undefined ? name : say(page, word)
  })
  return new Intl.ListFormat(page.catalogue.tag).format(words)
}

/** Every kind of event has a sentence. The compiler asks for it: `event.` and the kind. */
const sentenceOf = (kind: EventKind): Word => `event.${kind}`

const thing = (what: Happening['what']): Html => {
  if (what === null) return html``
  const name = html`<bdi>${what.name}</bdi>`
  return what.href === null ? name : html`<a href="${what.href}">${name}</a>`
}

const line = (page: ConsolePage, { at, actor, kind, what, columns }: Happening): Html => {
  const who = html`<bdi>${author(page, authorOf(actor), 'who.youFirst')}</bdi>`
  const sentence: Part = tell(page, sentenceOf(kind), {
    who,
    what: thing(what),
    columns: changed(page, columns),
  })
  return html`<li>${sentence} <span class="muted">· ${when(page, at)}</span></li>`
}

/** What happened in words, the latest first. */
export const happenings = (page: ConsolePage, events: readonly Happening[]): Html =>
  html`<ol class="lines timeline">
    ${events.map((event) => line(page, event))}
  </ol>`
