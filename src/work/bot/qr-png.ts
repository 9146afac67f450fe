import { crc32, deflateSync } from 'node:zlib'
import { encode } from 'uqr'

/** Pixels of a module: most readers want at least four. */
const scale = 8

export interface Picture {
  bytes: Uint8Array
  /** Width and height in pixels. */
  size: number
}

/** A QR code as a PNG, since clients show no SVG of others. One bit a pixel (PNG specification, 11.2). */
export function qrPng(text: string): Picture {
  const { data, size: modules } = encode(text, { border: 4, ecc: 'M' })
  const size = modules * scale
  const rows = data.flatMap((row) => {
    const line = rowOf(row)
    return Array.from({ length: scale }, () => line)
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  // Depth 1, greyscale.
  header[8] = 1
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const image = deflateSync(Buffer.concat(rows))
  const chunks = [chunk('IHDR', header), chunk('IDAT', image), chunk('IEND', Buffer.alloc(0))]
  return { bytes: Buffer.concat([signature, ...chunks]), size }
}

/** A row of pixels after its filter byte, 0: none. A set bit is white. */
function rowOf(modules: readonly boolean[]): Buffer {
  const row = Buffer.alloc(1 + modules.length)
  // A module is eight pixels wide: one byte.
  for (const [at, isDark] of modules.entries()) row[1 + at] = isDark ? 0 : 0xff
  return row
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
