import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ValueType } from './option.ts'

/** Larger ones keep newcomers on a phone waiting. */
const MAX_BYTES = 2 * 1024 * 1024

/** Enough of a file to detect its type: an SVG may begin with a comment. */
const HEAD_BYTES = 4096

export interface PictureType {
  /** Including the dot. */
  extension: string
  type: string
}

/**
 * The type of a picture by its first bytes, ignoring its name; `undefined` for anything else.
 * SVG is safe: scripts don't run inside an <img>, and when opened directly the Content-Security-Policy
 * of all files blocks them.
 */
export function pictureType(bytes: Uint8Array): PictureType | undefined {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES))
  const found = SIGNATURES.find(([signature]) => signature.test(head.toString('latin1')))
  if (found) return found[1]
  return SVG.test(head.toString('utf8')) ? { extension: '.svg', type: 'image/svg+xml' } : undefined
}

const SIGNATURES: readonly [RegExp, PictureType][] = [
  [/^\x89PNG\r\n/, { extension: '.png', type: 'image/png' }],
  [/^\xff\xd8\xff/, { extension: '.jpg', type: 'image/jpeg' }],
  [/^GIF8[79]a/, { extension: '.gif', type: 'image/gif' }],
  [/^RIFF[^]{4}WEBP/, { extension: '.webp', type: 'image/webp' }],
  [/^[^]{4}ftyp[^]{0,60}avi[fs]/, { extension: '.avif', type: 'image/avif' }],
]

const SVG =
  /^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->)[^])*-->\s*)*(?:<!DOCTYPE\s+svg[^>]*>\s*)?<svg[\s>/]/i

/** Why a file can't be used as the picture, as the end of a sentence; null if it can. */
export function pictureFault(path: string): string | null {
  try {
    const found = statSync(path)
    if (found.isDirectory()) return 'is a directory'
    if (!found.isFile()) return 'is not a regular file'
    if (found.size > MAX_BYTES) return `has ${found.size.toLocaleString('en')} bytes`
    return pictureType(readHead(path)) ? null : 'holds no picture'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? 'does not exist' : "can't be read"
  }
}

function readHead(path: string): Uint8Array {
  const file = openSync(path, 'r')
  try {
    const head = Buffer.alloc(HEAD_BYTES)
    return head.subarray(0, readSync(file, head))
  } finally {
    closeSync(file)
  }
}

/** This file is public, so anything but a picture, such as /etc/passwd, is refused. */
export const picture: ValueType<string> = {
  expected:
    'the path of a picture that can be read here: PNG, JPEG, GIF, WebP, AVIF or SVG, of at most 2 MiB',
  read(raw, folder) {
    const path = pathOf(raw, folder)
    return path !== undefined && pictureFault(path) === null ? path : undefined
  },
  mistakes: async () => (await import('./mistakes/files.ts')).ofFile(pictureFault),
}

function pathOf(raw: unknown, folder: string): string | undefined {
  return typeof raw === 'string' && raw.trim() !== '' ? resolve(folder, raw.trim()) : undefined
}
