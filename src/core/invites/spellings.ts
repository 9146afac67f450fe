/**
 * A text, and the same text with undone what mail programs, scanners and browsers did to it: escapes
 * of quoted-printable (RFC 2045, section 6.7), percent escapes, links inside links, base64. By kind
 * of encoding, so that no list of vendors is needed. Takes time linear in the length of the text.
 */
export function spellingsOf(text: string): string[] {
  const plain = dropInvisible(text)
  const written = [...unquoted(plain), plain].flatMap((one) => [one, ...rewritten(one)])
  const decoded = written.flatMap(decodings)
  const inside = decoded.flatMap(base64In)
  return [...new Set([...decoded, ...inside.flatMap(decodings)])]
}

/** Without what nobody sees: zero-width characters, marks of direction, control characters. */
export function dropInvisible(text: string): string {
  return text.replaceAll(INVISIBLE, '')
}

const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}\u2800\ufffd]|[^\P{Cc}\t\n\r]/gu

/** The text and what up to three rounds of percent-decoding make of it. */
export function decodings(text: string): string[] {
  const found = [text]
  for (let round = 0; round < 3; round++) {
    const last = found.at(-1) ?? ''
    const next = dropInvisible(last.replaceAll(/(?:%[0-9a-f]{2})+/gi, decodeRun))
    if (next === last) break
    found.push(next)
  }
  return found
}

function decodeRun(run: string): string {
  try {
    return decodeURIComponent(run)
  } catch {
    return run
  }
}

function unquoted(text: string): string[] {
  if (!/=(?:\r?\n|3D)/.test(text)) return []
  return [text.replaceAll(/=\r?\n/g, '').replaceAll(/=([0-7][0-9A-F])/g, symbolOf)]
}

/** A scanner's link has another escape sign than %: `https-3A__`, `https~3A~2F~2F`. */
function rewritten(text: string): string[] {
  if (/-3A__/i.test(text)) {
    return [text.replaceAll('_', '/').replaceAll(/-([0-7][0-9a-f])/gi, symbolOf)]
  }
  const sign = /([^\w%\s]|_)3A(?:\1{1}2F){2}/i.exec(text)?.[1]
  if (sign === undefined) return []
  return [text.replaceAll(new RegExp(`\\${sign}([0-7][0-9a-f])`, 'gi'), symbolOf)]
}

function symbolOf(_escape: string, hex: string): string {
  return String.fromCodePoint(Number.parseInt(hex, 16))
}

/** The texts that stand in another one as base64 or base64url, alone or in JSON. */
function base64In(text: string): string[] {
  const runs = [...text.matchAll(/[\w+-]{16,}/g), ...text.matchAll(/(?<==)[\w+/-]{16,}/g)]
  return runs
    .map(([run]) => Buffer.from(run, 'base64').toString())
    .filter((decoded) => /^[\t\n\r\x20-\x7e]+$/.test(decoded))
    .map((decoded) => decoded.replaceAll(/\\+\//g, '/'))
}
