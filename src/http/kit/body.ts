/**
 * The bytes of a body, or null as soon as there are more than `most`. What is left stays where it is:
 * whoever refuses a body has yet to answer.
 */
export async function readBytes(
  body: AsyncIterable<Uint8Array> | null,
  most: number,
): Promise<Buffer<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.byteLength
    if (length > most) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
