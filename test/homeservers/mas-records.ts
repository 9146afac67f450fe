import { randomBytes } from 'node:crypto'

export interface MasUserState {
  id: string
  name: string
  createdAt: number
  password: string | null
  isShut: boolean
  /** The number of sessions so far, ended ones included. */
  sessions: number
}

/** ULIDs as MAS writes them. */
export function newUlid(): string {
  const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  return `01M${Array.from(randomBytes(23), (byte) => symbols[byte % 32]).join('')}`
}

/** Nine digits when MAS creates something, six when it reads it from its database. */
export function masDate(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1)}000`
}
