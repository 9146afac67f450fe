import type { Finding } from './homeserver.ts'

export function good(code: string, sentence: string): Finding {
  return { ok: true, code, sentence }
}

export function wrong(code: string, sentence: string): Finding {
  return { ok: false, code, sentence }
}
