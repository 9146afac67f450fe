import type { Mistake, Surroundings } from '../option.ts'
import { partly, whole } from './mistake.ts'

/** Why a text is no Matrix id of a person, of one item of a list. */
export function ofPerson(text: string, { serverName }: Surroundings): Mistake {
  const [, linked] = /^https?:\/\/matrix\.to\/#\/([^/?]+)/i.exec(text) ?? []
  if (linked !== undefined)
    return whole('is a link', linked.replace('%40', '@').replace('%3A', ':'))
  const [, named] = /^matrix:u(?:ser)?\/([^/?]+)/i.exec(text) ?? []
  if (named !== undefined) return whole('is a link', `@${named}`)
  if (/^[#!+]/.test(text)) return whole('is the address of a room')
  if (/\s/.test(text)) return whole('holds a space', text.replaceAll(/\s+/g, ''))
  const [, name, server] = /^([^@:]+)@([^@:]+)$/.exec(text) ?? []
  if (server !== undefined) return whole('is an e-mail address', `@${name}:${server}`)
  if (!text.startsWith('@')) return whole('has no @ in front', `@${text}`)
  if (!text.includes(':')) {
    const meant = serverName === undefined ? [] : [`${text}:${serverName}`]
    return whole('has no server name at its end', ...meant)
  }
  const [illegal] = /[^!-~]/u.exec(text) ?? []
  if (illegal !== undefined) return partly(illegal, "can't be part of a Matrix id")
  return whole('is no Matrix id')
}
