import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type Act, answerOf } from './crowd.ts'

// Slow clients, which occupy a resource while they wait.

const head = 'GET / HTTP/1.1\r\nHost: x\r\n'

/** An unfinished request: half of its headers, or half of its body. */
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

/** One byte a second: never idle for long, never finished. */
export const trickle: Act = async (socket, signal) => {
  socket.write(`${head}Accept: `)
  const answered = answerOf(socket)
  while (!socket.destroyed && !signal.aborted) {
    socket.write('a')
    await Promise.race([answered, pause(1_000, undefined, { signal })])
  }
  return answered
}

/** Connects and sends nothing. */
export const idle: Act = answerOf

/** Pipelines requests for `pages` pages and reads no response. */
export const deaf =
  (path: string, pages: number): Act =>
  async (socket: Socket) => {
    socket.pause()
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(pages))
    await once(socket, 'close')
    return 'cut'
  }
