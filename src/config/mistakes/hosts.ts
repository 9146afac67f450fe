import { domainToASCII } from 'node:url'
import type { Mistake } from '../option.ts'
import { firstOf, partly, whole } from './mistake.ts'

export const PORT = 'is no port from 1 to 65535'

/** Why a text is no server name of Matrix. */
export function ofServerName(text: string): Mistake {
  if (/^\d+$/.test(text)) return whole('has neither a letter nor a dot')
  return ofHost(text)
}

/** Why a text is no host name with or without a port. */
export function ofHost(text: string): Mistake {
  const found = firstOf(text, ofSurplus, ofLetters, ofColons, ofHyphens)
  return found ?? whole('is not the name of a host')
}

/** What people paste around a host: scheme, person or room, path. */
function ofSurplus(text: string): Mistake | null {
  const [scheme] = /^[a-z][a-z\d+.-]*:\/+/i.exec(text) ?? []
  if (scheme !== undefined) {
    return partly(scheme, 'is a scheme, and only a name may stand there', text.slice(scheme.length))
  }
  const [owner] = /^(?:[@#!$+][^:]*:|[^@/]*@)/.exec(text) ?? []
  if (owner !== undefined) {
    return partly(owner, 'belongs to the address of a person or a room', text.slice(owner.length))
  }
  const at = text.search(/[/\\?#]/)
  return at < 0 ? null : partly(text.slice(at), 'is a path', text.slice(0, at))
}

function ofLetters(text: string): Mistake | null {
  if (/\s/.test(text)) return whole('holds a space', withoutSpaces(text))
  if (text.startsWith('*.')) return partly('*.', 'is a wildcard', text.slice(2))
  if (/^\.|\.\.|\.$/.test(text)) {
    const mended = text.replace(/^\.+|\.+$/g, '').replaceAll(/\.{2,}/g, '.')
    return whole('has a dot too many', mended)
  }
  const [strange] = /(?=\p{L})\P{ASCII}/u.exec(text) ?? []
  if (strange !== undefined) {
    const [name = '', ...port] = text.split(':')
    const ascii = domainToASCII(name)
    const meant = ascii === '' ? [] : [[ascii, ...port].join(':')]
    return partly(strange, 'is not an ASCII letter', ...meant)
  }
  const [illegal] = /[^a-z\d._:[\]-]/iu.exec(text) ?? []
  if (illegal !== undefined) return partly(illegal, "can't be part of a host name")
  return text.length > 230 ? whole('is longer than 230 characters') : null
}

/** Spaces beside a dot or a colon are slips; others part words. */
export function withoutSpaces(text: string): string {
  return text.replaceAll(/\s+(?=[./:]|$)|(?<=[./:])\s+/g, '')
}

function ofColons(text: string): Mistake | null {
  const six = unbracketed(text)
  if (six.length > 0) return whole('is an IPv6 address without brackets', ...six)
  const [, host = '', port = ''] = /^(\[.*\]|[^:]*):(.*)$/.exec(text) ?? []
  const isPort = /^\d+$/.test(port) && Number(port) <= 65535
  return host === '' || isPort ? null : partly(`:${port}`, PORT, host)
}

function ofHyphens(text: string): Mistake | null {
  const [, label] = /(?:^|\.)(-[^.:]*|[^.:]*-)(?=[.:]|$)/.exec(text) ?? []
  return label === undefined ? null : partly(label, 'begins or ends with a hyphen')
}

/** An IPv6 address that lacks its brackets, with them; its last group may be a port. */
export function unbracketed(text: string, hasPort = false): string[] {
  if (!/^[\da-f:.]*:[\da-f:.]*:[\da-f:.]*$/i.test(text)) return []
  const [, host = '', port = ''] = /^(.*):(\d{1,5})$/.exec(text) ?? []
  const isPort = hasPort || port.length > 3 || /::.*::|:::/.test(text)
  const parted = `[${host.replace(/(?<!:):$/, '')}]:${port}`
  const found = isPort ? [parted, `[${text}]`] : [`[${text}]`, parted]
  return found.filter((one) => URL.canParse(`http://${one}`))
}
