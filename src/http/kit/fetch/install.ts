import { Headers } from './headers.ts'
import { OwnRequest } from './request.ts'
import { Response } from './response.ts'

/**
 * Makes these classes global, so that Hono's helpers and middleware use them and Node doesn't load its
 * HTTP client. Only for our own process: a program that mounts the portal keeps Node's classes. Returns
 * a function that restores them.
 */
export function installFetchClasses(): () => void {
  const ours = { Headers, Request: OwnRequest, Response }
  const names = Object.keys(ours)
  const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name))
  for (const [name, value] of Object.entries(ours)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  return () => {
    for (const [at, name] of names.entries()) {
      Object.defineProperty(globalThis, name, before[at] ?? { value: undefined })
    }
  }
}
