import { scopeOf } from '../../../core/permissions.ts'
import type { Catalogue, MessageKey } from '../../../i18n/catalogue.ts'
import type { Actor } from '../../../model/actor.ts'
import type { Permission } from '../../../model/permission.ts'
import type { ConsolePaths } from '../../../shared/console-paths.ts'
import type { Html, Part } from '../../portal/views/html.ts'

/** What all views of the console share. One per request. */
export interface ConsolePage {
  community: { title: string; picture: string | null }
  /** '' while it is unknown. */
  serverName: string
  /** IANA name of the operator's time zone. */
  timeZone: string
  /** Whether people without an invitation can ask to join. */
  canAsk: boolean
  /** Whether invitations can be for the name of an account. */
  takesNames: boolean
  catalogue: Catalogue<'operator'>
  /** Languages of the console. */
  languages: readonly Pick<Catalogue<'operator'>, 'tag' | 'name'>[]
  paths: ConsolePaths
  /** Milliseconds since 1970. */
  now: number
  /** Who is signed in; null on the pages before that. */
  actor: Actor | null
}

export type Word = MessageKey<'operator'>

/** A plain message in the page's language. */
export const say = (
  page: ConsolePage,
  key: Word,
  values?: Record<string, string | number>,
): string => page.catalogue.t(key, values)

/** A value in a message: text, markup, or markup around a part of it. */
type Filling = string | number | Html | ((inner: (string | Html)[]) => Html)

/** A message in the page's language with markup. */
export const tell = (page: ConsolePage, key: Word, values: Record<string, Filling>): Part =>
  page.catalogue.rich<Html>(key, values)

/** Whether to offer what needs this permission. The routes check it again. */
export const may = ({ actor }: ConsolePage, permission: Permission): boolean =>
  actor !== null && scopeOf(actor, permission) !== undefined

/** Whether the permission covers what others made. */
export const mayAll = ({ actor }: ConsolePage, permission: Permission): boolean =>
  actor !== null && scopeOf(actor, permission) === 'all'
