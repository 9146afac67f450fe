/**
 * The texts of a multipart form (RFC 7578) by their names; of equal names the first counts. Files are
 * left out. Node's own reader stumbles over a boundary that also stands in a value.
 */
export function readMultipart(bytes: Uint8Array, type: string): Map<string, string> {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type) ?? []
  const fields = new Map<string, string>()
  const boundary = quoted ?? bare
  if (boundary === undefined) return fields
  // One letter a byte, so that nothing is lost before it is known which bytes are text.
  const body = `\r\n${Buffer.from(bytes).toString('latin1')}`
  const [, ...parts] = body.split(`\r\n--${boundary}`)
  for (const part of parts) {
    if (part.startsWith('--')) break
    const end = part.indexOf('\r\n\r\n')
    const head = part.slice(0, end)
    const name = /^content-disposition:.*;\s*name=(?:"([^"]*)"|([^\s;]+))/im.exec(head)
    if (end < 0 || !name || /;\s*filename\*?=/i.test(head)) continue
    const key = name[1] ?? name[2] ?? ''
    if (!fields.has(key)) fields.set(key, Buffer.from(part.slice(end + 4), 'latin1').toString())
  }
  return fields
}
