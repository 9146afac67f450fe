import { catalogue, type MessageKey } from '../i18n/catalogue.ts'
import { readLanguages } from '../i18n/languages.ts'
import { lookup } from '../i18n/negotiate.ts'
import type { Fact } from '../ports/webhooks.ts'

type Key = MessageKey<'operator'>

/** The body: the event, and a sentence in `text` for receivers that show it to people. */
export function messageOf(fact: Fact, language: string): string {
  const { id, kind, at, actor, subject, details } = fact
  return JSON.stringify({
    type: kind,
    timestamp: new Date(at).toISOString(),
    text: sentenceOf(fact, language),
    data: {
      id,
      actor,
      subject: subject && { id: subject.id, name: subject.name },
      ...(subject?.invitedBy !== undefined && { invited_by: subject.invitedBy }),
      ...details,
    },
  })
}

const doors: Partial<Record<string, Key>> = {
  portal: 'who.newcomer',
  console: 'who.console',
  api: 'who.api',
  cli: 'who.commandLine',
}

/** Says it like the activity page of the console. By `rich`, which keeps no names in memory. */
function sentenceOf({ kind, actor, subject, details }: Fact, language: string): string {
  const { t, rich } = catalogue('operator', lookup(language, readLanguages('operator')) ?? 'en')
  const { columns } = details
  const parts = rich<string>(`event.${kind}` as Key, {
    who: actor.id ?? t(doors[actor.via] ?? 'who.system'),
    what:
      subject?.name ?? (/^(?:invite|redemption)\./.test(kind) ? t('webhooks.anInvitation') : '…'),
    columns: Array.isArray(columns) ? columns.join(', ') : '',
  })
  return parts.join('')
}
