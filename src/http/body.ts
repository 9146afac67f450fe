/**
 * The bytes of a body, or null as soon as there are more than `most`. What is left stays where it is:
 * to cancel a body cuts the connection, and with it the answer off.
 */
export async function readBytes(
  body: ReadableStream<Uint8Array> | null,
  most: number,
): Promise<Buffer<ArrayBuffer> | null> {
  const reader = body?.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
    length += piece.value.byteLength
    if (length > most) return null
    chunks.push(piece.value)
  }
  return Buffer.concat(chunks)
}
