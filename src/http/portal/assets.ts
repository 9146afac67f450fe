import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, posix } from 'node:path'
import type { Config } from '../../model/config.ts'
import { pictureType } from '../../config/picture.ts'
import { themeCss } from './views/theme.ts'

interface Asset {
  type: string
  bytes: Uint8Array<ArrayBuffer>
}

export interface Assets {
  /** Maps a name to the served name: `style.css` → `style.1f0c9a3b.css`. */
  fileName: (name: string) => string
  find: (fileName: string) => Asset | undefined
  /** Name of the operator's picture, if any. */
  picture: string | null
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.gif': 'image/gif',
}

const folder = new URL('./assets/', import.meta.url)
const own = ['style.css', 'ask.css', 'portal.js', 'icon.svg'].map((name) => new URL(name, folder))

/**
 * Reads the files of the pages once, and `more` beside the portal's own. Each name contains a hash of the
 * content, so that browsers can cache a file forever.
 */
export async function loadAssets(
  { community }: Pick<Config, 'community'>,
  more: readonly URL[] = [],
): Promise<Assets> {
  const plain = new Map<string, Uint8Array<ArrayBuffer>>()
  for (const file of [...own, ...more]) {
    plain.set(posix.basename(file.pathname), new Uint8Array(await readFile(file)))
  }
  plain.set('theme.css', new TextEncoder().encode(themeCss(community.accent)))
  const picture = community.picture === null ? null : await readPicture(community.picture)
  if (picture) plain.set(picture.name, picture.bytes)
  const hashed = new Map([...plain].map(([name, bytes]) => [name, hashedName(name, bytes)]))
  const files = new Map(
    [...plain].map(([name, bytes]) => [
      hashed.get(name) ?? name,
      { type: types[extname(name)] ?? 'application/octet-stream', bytes },
    ]),
  )
  return {
    fileName: (name) => hashed.get(name) ?? name,
    find: (fileName) => files.get(fileName),
    picture: picture && picture.name,
  }
}

/** Checks the picture again: the file may have changed since the configuration was read. */
async function readPicture(path: string) {
  const bytes = new Uint8Array(await readFile(path))
  const type = pictureType(bytes)
  if (!type) throw new Error(`community.picture: ${path} holds no picture.`)
  return { name: `picture${type.extension}`, bytes }
}

function hashedName(name: string, bytes: Uint8Array): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  const extension = extname(name)
  return `${name.slice(0, -extension.length)}.${hash}${extension}`
}
