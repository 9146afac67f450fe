import type { Homeserver } from '../../ports/homeserver.ts'
import { badRequest, type Refusal } from './refusal.ts'

/**
 * Whether an account takes more here than the name and password that a script sends: terms to agree
 * to, an e-mail address, or the homeserver's own form. Then nothing is begun that it couldn't end.
 */
export async function takesPage({ requires, terms }: Homeserver): Promise<boolean> {
  if (!requires.password || requires.email) return true
  return terms !== undefined && (await terms([])).length > 0
}

/** Refers to the page, in a field whose errors operators' own pages show. */
export function toPage(pages: string, token: string): Refusal {
  const url = `${pages}?token=${encodeURIComponent(token)}`
  return badRequest({ token: [`An account takes more here than this form. Go on at ${url}`] })
}
