import { lstatSync } from 'node:fs'
import type { Listen } from '../model/config.ts'
import type { Reach } from '../model/reach.ts'
import { askListener } from '../shared/ask-listener.ts'
import { explain } from '../shared/explain.ts'

/** `absent`: why no portal answers at the listener, as a clause. */
export type Local = Reach | { absent: string }

/**
 * Asks the listener on this machine. `paths`: below public.url, and without its path, which a portal
 * understands that runs with another public.url.
 */
export async function askLocal(listen: Listen, paths: readonly string[]): Promise<Local> {
  let absent = ''
  for (const path of paths) {
    try {
      const { status, body } = await askListener(listen, path)
      const reach = readReach(objectIn(body))
      if (reach !== null) return reach
      absent = `what answers at ${nameOf(listen)} is not Latchkey (${status})`
    } catch (error) {
      return { absent: whyNot(listen, error as NodeJS.ErrnoException) }
    }
  }
  return { absent }
}

export function readReach(json: Record<string, unknown>): Reach | null {
  return typeof json['proof'] === 'string' ? (json as unknown as Reach) : null
}

export function nameOf(listen: Listen): string {
  return 'path' in listen ? listen.path : `${listen.host}:${listen.port}`
}

function objectIn(body: string): Record<string, unknown> {
  try {
    return { ...Object(JSON.parse(body)) }
  } catch {
    return {}
  }
}

function whyNot(listen: Listen, error: NodeJS.ErrnoException): string {
  const name = nameOf(listen)
  if (error.code === 'EACCES') return `this user may not connect to ${name}`
  if (error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT') {
    return `nothing answers at ${name} (${explain(error)})`
  }
  if (!('path' in listen)) return `nothing answers at ${name}`
  const found = lstatSync(name, { throwIfNoEntry: false })
  if (found === undefined) return `the socket ${name} does not exist`
  // On Linux a file that is not a socket also gives ECONNREFUSED.
  return found.isSocket()
    ? `nobody listens at the socket ${name}, which an ended process left`
    : `${name} is no socket`
}
