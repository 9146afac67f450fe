import { Headers } from './headers.ts'
import { OwnRequest } from './request.ts'
import { Response } from './response.ts'

/**
 * Makes these classes the global ones, so that Hono's helpers and middleware make them, too, and Node
 * does not load its HTTP client for them. For a process that is ours alone; a program that mounts the
 * portal keeps its own. Gives what puts Node's back.
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
