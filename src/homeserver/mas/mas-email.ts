import { fetchSiteConfig, type MasAdmin } from './mas-admin.ts'

/** A change needs a restart of MAS. */
const ttlMs = 5 * 60_000

/** Whether the registration form of MAS asks for an e-mail address, cached. Its default is yes. */
export function emailAsked(admin: MasAdmin, clock: () => number): () => Promise<boolean> {
  let asked: { at: number; email: Promise<boolean> } | undefined
  return () => {
    const now = clock()
    if (!asked || Math.abs(now - asked.at) >= ttlMs) asked = { at: now, email: ask(admin) }
    return asked.email
  }
}

async function ask(admin: MasAdmin): Promise<boolean> {
  const answer = await fetchSiteConfig(admin)
  return answer.kind !== 'answered' || answer.json['password_registration_email_required'] !== false
}
