import type { Mistake } from '../option.ts'
import { whole } from './mistake.ts'

/** Why a text is no mail server. It may hold a password: nothing of it is said. */
export function ofSmtpUrl(text: string): Mistake {
  if (/^https?:/i.test(text)) return whole('is the address of a site, not of a mail server')
  if (!/^smtps?:\/\//i.test(text)) {
    return whole('does not begin with smtp:// (port 587 or 25) or smtps:// (port 465)')
  }
  if (/\s/.test(text)) return whole('holds a space')
  const credentials = /^\w+:\/\/(.*)@/s.exec(text)?.[1] ?? ''
  if (/[/?#@]/.test(credentials)) {
    return whole(
      'holds "/", "?", "#" or "@" in its user name or password: write %2F, %3F, %23 or %40 there',
    )
  }
  if (/%(?![\da-f]{2})/i.test(text)) {
    return whole('holds "%" in its user name or password: write %25 there')
  }
  if (/^\w+:\/\/[^/]*[/?#]./s.test(text)) return whole('has something behind the host and the port')
  return whole('has a host, a port or a user name that is not valid')
}

/** Why a text is no sender. */
export function ofMailbox(text: string): Mistake {
  if (/[\r\n]/.test(text)) return whole('has more than one line')
  if (/,.*@|;/.test(text)) return whole('has more than one address')
  if (!text.includes('@')) return whole('has no @')
  const [, inner = text] = /<([^>]*)>?\s*$/.exec(text) ?? []
  const [name = '', host = ''] = inner.split('@')
  if (/\s/.test(inner) && !text.includes('<')) {
    return whole('has no < and > around the address')
  }
  if (!host.includes('.')) return whole('has no dot behind the @')
  return whole(name === '' ? 'has nothing before the @' : 'holds a character that is not allowed')
}
