import type { Mistake, Surroundings } from '../option.ts'
import { whole } from './mistake.ts'

/** Why a text is no address of a room, of one item of a list. */
export function ofRoom(text: string, { serverName }: Surroundings): Mistake | null {
  const [, linked] = /^https?:\/\/matrix\.to\/#\/([^/?]+)/i.exec(text) ?? []
  if (linked !== undefined) return whole('is a link', decoded(linked))
  const [, type, named = ''] = /^matrix:(r|room|roomid)\/([^/?]+)/i.exec(text) ?? []
  if (type !== undefined) {
    return whole('is a link', (/^roomid$/i.test(type) ? '!' : '#') + decoded(named))
  }
  if (text.startsWith('@')) return whole('is the address of a person')
  if (/^[a-z]+:\/\//i.test(text)) return whole('is a link to something else than a room')
  if (/\s/.test(text)) return whole('holds a space', text.replaceAll(/\s+/g, ''))
  if (/^[^#!]/.test(text)) return whole('has no # in front', `#${text}`)
  if (/^[#!]:?$/.test(text)) return whole('has no name')
  const meant = serverName === undefined ? [] : [`${text.replace(/:$/, '')}:${serverName}`]
  return whole('has no server name at its end', ...meant)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
