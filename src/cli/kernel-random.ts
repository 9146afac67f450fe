import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/**
 * Random bytes from the kernel's own device, which seeds node:crypto, too: to load that module takes
 * longer than what a short command does with it. Undefined where there is no such device.
 */
export function kernelRandom(bytes: number, device = '/dev/urandom'): Uint8Array | undefined {
  try {
    const file = openSync(device, 'r')
    try {
      return readAll(file, new Uint8Array(bytes))
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}

/** In an image that was put together by hand, a plain file may lie in the device's place. */
function readAll(file: number, into: Uint8Array): Uint8Array | undefined {
  if (!fstatSync(file).isCharacterDevice()) return undefined
  return readSync(file, into) === into.length ? into : undefined
}
