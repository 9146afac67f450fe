import { randomInt } from 'node:crypto'

/**
 * The address of somebody who isn't anybody else, among those for measurements (RFC 2544): homeservers
 * and the portal limit what comes from one address, so that no test spends what another one needs.
 */
export function newAddress(): string {
  return `198.${randomInt(18, 20)}.${randomInt(256)}.${randomInt(1, 255)}`
}
