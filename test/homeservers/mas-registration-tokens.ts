import { randomBytes } from 'node:crypto'
import type { Given, Said } from './json-server.ts'
import { usedUp } from './mas-server-facts.ts'
import { masDate, newUlid } from './mas-records.ts'
import { recordedAnswers } from './recorded-answers.ts'

interface Token {
  id: string
  code: string
  createdAt: number
  until: number
  expiresAt: string
  usedAt: number | null
  revokedAt: number | null
}

const recorded = recordedAnswers('mas-admin-api')
const named = { id: '01M80PTXF95VZ6PH4WND3063AC', code: 'invite-1' }

/** MAS's registration tokens, each for one use. */
export function tokensOf(clock: () => number) {
  const tokens = new Map<string, Token>()
  const isValid = (token: Token) =>
    token.usedAt === null && token.revokedAt === null && clock() < token.until
  const answer = (route: string, { json }: Said): Given | undefined => {
    if (route === 'POST user-registration-tokens') {
      const token = mint(String(json['expires_at']), clock())
      tokens.set(token.id, token)
      return show('reg token named', token, true)
    }
    const [, id = '', action] =
      /^(?:GET|POST) user-registration-tokens\/(\w+)(?:\/(\w+))?$/.exec(route) ?? []
    if (id === '') return undefined
    const token = tokens.get(id)
    if (!token) return recorded('reg token 404')
    if (action === undefined) return show('reg token get', token, isValid(token))
    if (action !== 'revoke') return undefined
    if (token.revokedAt !== null) return recorded('reg token revoke again')
    token.revokedAt = clock()
    return show('reg token get', token, isValid(token))
  }
  return {
    answer,
    /** False if the code is not valid. */
    use: (code: string): boolean => {
      const token = [...tokens.values()].find((one) => one.code === code)
      if (!token || !isValid(token)) return false
      token.usedAt = clock()
      return true
    },
    isValid: (code: string | undefined) =>
      [...tokens.values()].some((one) => one.code === code && isValid(one)),
    codes: () => [...tokens.values()].map(({ code }) => code),
  }
}

function mint(expiresAt: string, createdAt: number): Token {
  const code = randomBytes(9).toString('base64url').replace(/[-_]/g, 'x')
  const until = Date.parse(expiresAt)
  return { id: newUlid(), code, createdAt, until, expiresAt, usedAt: null, revokedAt: null }
}

function show(title: string, token: Token, isValid: boolean): Given {
  const { id, code, createdAt, expiresAt, usedAt, revokedAt } = token
  return recorded(
    title,
    [named.id, id],
    [named.code, code],
    ['2026-11-22T04:04:40.553483', masDate(createdAt)],
    ['2100-01-01T00:00:00Z', expiresAt],
    ...(usedAt === null ? [] : usedUp(1, `${masDate(usedAt)}Z`)),
    ['"valid": true', `"valid": ${isValid}`],
    ...(revokedAt === null
      ? []
      : [['"revoked_at": null', `"revoked_at": "${masDate(revokedAt)}Z"`] as [string, string]]),
  )
}
