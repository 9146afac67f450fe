import { getProperties } from 'properties-file'
import { failed, type Parsed } from './fault.ts'

/**
 * Reads java.util.Properties. Java takes the bytes for ISO-8859-1; people wrote titles in UTF-8 all
 * the same, and UTF-8 with letters beyond ASCII is never ISO-8859-1 that makes sense: read as meant.
 */
export function readProperties(bytes: Buffer): Parsed<ReadonlyMap<string, string>> {
  try {
    return { value: new Map(Object.entries(getProperties(decode(bytes)))) }
  } catch {
    return failed('java.lang.IllegalArgumentException', 'Malformed \\uxxxx encoding.')
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}
