import { once } from 'node:events'
import type { Socket } from 'node:net'
import { type Act, answerOf } from './crowd.ts'

// Clients that send more than anybody needs.

const chunk = Buffer.alloc(64 * 1024, 'a')

const post = (code: string, length: string) =>
  `POST /i/${code}/account HTTP/1.1\r\nHost: x\r\n${length}\r\n` +
  'Content-Type: application/x-www-form-urlencoded\r\n\r\n'

/** Sends on and on, whatever the server says, until it has sent enough or is cut off. */
async function pour(socket: Socket, piece: Buffer, most: number): Promise<void> {
  for (let sent = 0; sent < most && socket.writable; sent += piece.length) {
    if (!socket.write(piece)) await once(socket, 'drain')
  }
}

/** A body of so many bytes, announced. */
export const announced =
  (code: string, bytes: number): Act =>
  async (socket) => {
    const answered = answerOf(socket)
    socket.write(post(code, `Content-Length: ${bytes}`))
    await pour(socket, chunk, bytes).catch(() => undefined)
    return answered
  }

/** A body in chunks that has no end. */
export const endless =
  (code: string): Act =>
  async (socket) => {
    const answered = answerOf(socket)
    socket.write(post(code, 'Transfer-Encoding: chunked'))
    const piece = Buffer.concat([Buffer.from('10000\r\n'), chunk, Buffer.from('\r\n')])
    await pour(socket, piece, Infinity).catch(() => undefined)
    return answered
  }

/** So many header lines: past 16 KiB they are refused, short ones may be thousands. */
export const headers =
  (lines: number): Act =>
  async (socket) => {
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\n${'a:\r\n'.repeat(lines)}\r\n`)
    return answerOf(socket)
  }

/** A form of so many fields. */
export const fields =
  (code: string, many: number): Act =>
  async (socket) => {
    const form = 'a=1&'.repeat(many)
    socket.write(post(code, `Content-Length: ${form.length}`) + form)
    return answerOf(socket)
  }
