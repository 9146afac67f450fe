import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'

/** From where the doctor calls a URL. */
export interface Caller {
  /** The addresses of this machine, in the spelling of `URL` without brackets. */
  own: string[]
  /** The URL's host is this machine, so that no router can replace the doctor's address. */
  isHere: boolean
}

export async function findCaller(url: string): Promise<Caller> {
  const cards = Object.values(networkInterfaces()).flat()
  const own = cards.flatMap((card) => (card === undefined ? [] : [card.address]))
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')
  const found = await lookup(host, { all: true }).catch(() => [])
  const isHere = found.length > 0 && found.every(({ address }) => own.includes(address))
  return { own, isHere }
}
