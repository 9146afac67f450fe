import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type Act, answerOf } from './crowd.ts'

// Clients that take their time, so that something waits for them.

const head = 'GET / HTTP/1.1\r\nHost: x\r\n'

/** A request without an end: half of its headers, or half of its body. */
export const half =
  (text: string): Act =>
  async (socket) => {
    socket.write(text)
    return answerOf(socket)
  }

export const halfHeaders = `${head}Accept: text`
export const halfForm = (code: string) =>
  `POST /i/${code}/account HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n` +
  'Content-Type: application/x-www-form-urlencoded\r\n\r\nname=ana'

/** One byte a second: never silent for long, never done. */
export const trickle: Act = async (socket, signal) => {
  socket.write(`${head}Accept: `)
  const answered = answerOf(socket)
  while (!socket.destroyed && !signal.aborted) {
    socket.write('a')
    await Promise.race([answered, pause(1_000, undefined, { signal })])
  }
  return answered
}

/** Says nothing at all. */
export const idle: Act = answerOf

/** Asks for `pages` pages in one breath and reads none of them. */
export const deaf =
  (path: string, pages: number): Act =>
  async (socket: Socket) => {
    socket.pause()
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(pages))
    await once(socket, 'close')
    return 'cut'
  }
