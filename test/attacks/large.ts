import { once } from 'node:events'
import type { Socket } from 'node:net'
import { type Act, answerOf } from './crowd.ts'

// Clients that send far more than a legitimate request needs.

const chunk = Buffer.alloc(64 * 1024, 'a')

const post = (code: string, length: string) =>
  `POST /i/${code}/account HTTP/1.1\r\nHost: x\r\n${length}\r\n` +
  'Content-Type: application/x-www-form-urlencoded\r\n\r\n'

/** Keeps sending, whatever the response, until the given size is sent or the connection is closed. */
async function pour(socket: Socket, piece: Buffer, most: number): Promise<void> {
  for (let sent = 0; sent < most && socket.writable; sent += piece.length) {
    if (!socket.write(piece)) await once(socket, 'drain')
  }
}

/** A body of so many bytes, with a Content-Length. */
export const announced =
  (code: string, bytes: number): Act =>
  async (socket) => {
    const answered = answerOf(socket)
    socket.write(post(code, `Content-Length: ${bytes}`))
    await pour(socket, chunk, bytes).catch(() => undefined)
    return answered
  }

/** A chunked body without an end. */
export const endless =
  (code: string): Act =>
  async (socket) => {
    const answered = answerOf(socket)
    socket.write(post(code, 'Transfer-Encoding: chunked'))
    const piece = Buffer.concat([Buffer.from('10000\r\n'), chunk, Buffer.from('\r\n')])
    await pour(socket, piece, Infinity).catch(() => undefined)
    return answered
  }

/** So many header lines. More than 16 KiB is refused; thousands of short lines fit. */
export const headers =
  (lines: number): Act =>
  async (socket) => {
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\n${'a:\r\n'.repeat(lines)}\r\n`)
    return answerOf(socket)
  }

/** A form with so many fields. */
export const fields =
  (code: string, many: number): Act =>
  async (socket) => {
    const form = 'a=1&'.repeat(many)
    socket.write(post(code, `Content-Length: ${form.length}`) + form)
    return answerOf(socket)
  }
