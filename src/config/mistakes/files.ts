import { resolve } from 'node:path'
import type { FindMistake, Mistake } from '../option.ts'
import { partly, whole } from './mistake.ts'

/** Why a path can't be used. `fault`: what is wrong with the file itself. */
export function ofFile(fault: (path: string) => string | null): FindMistake {
  return (text, { folder }) =>
    ofPath(text) ?? whole(fault(resolve(folder, text)) ?? "can't be read")
}

function ofPath(text: string): Mistake | null {
  if (text.includes('\0')) return whole('holds a NUL character')
  const [scheme] = /^(https?|data|ftp):/i.exec(text) ?? []
  if (scheme !== undefined) return partly(scheme, 'is the scheme of an address, not of a path')
  const [file] = /^file:\/\/(?=\/)/i.exec(text) ?? []
  if (file !== undefined) return partly(file, 'is not part of a path', text.slice(file.length))
  return /^~|^\$/.test(text)
    ? partly(text.slice(0, 1), 'is only understood by a shell; write the whole path')
    : null
}
