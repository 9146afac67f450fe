import { randomInt } from 'node:crypto'

/**
 * A unique visitor address from the benchmarking range (RFC 2544). Homeservers and the portal rate-limit
 * by address, so no test uses up another test's limit.
 */
export function newAddress(): string {
  return `198.${randomInt(18, 20)}.${randomInt(256)}.${randomInt(1, 255)}`
}
