import type { Mistake } from '../option.ts'
import { firstOf, partly, whole } from './mistake.ts'

/** Why a text is neither an address nor a network, of one item of a list. */
export function ofNetwork(text: string): Mistake | null {
  return firstOf(text, ofWords, ofSurplus, ofMask, ofNumbers)
}

function ofWords(text: string): Mistake | null {
  if (/^localhost\.?$/i.test(text)) return whole('is a name', '127.0.0.1, ::1')
  if (/^unix[:/]|^(unix )?sockets?$/i.test(text)) return whole('is written unix', 'unix')
  if (/^(\*|any|all|everybody|everyone)$/i.test(text)) {
    return whole('would let every visitor choose the address that counts')
  }
  return null
}

function ofSurplus(text: string): Mistake | null {
  const [scheme] = /^[a-z][a-z\d+.-]*:\/+/i.exec(text) ?? []
  if (scheme !== undefined) return whole('has a scheme', text.slice(scheme.length))
  const [, six, port] = /^\[([^\]]*)\](:\d+)?$/.exec(text) ?? []
  if (six !== undefined) return whole(port === undefined ? 'is in brackets' : 'has a port', six)
  const [, four] = /^([\d.]+):\d+$/.exec(text) ?? []
  if (four !== undefined) return whole('has a port', four)
  if (/%/.test(text)) return whole('has a zone', text.replace(/%[^/]*/, ''))
  if (/\s/.test(text)) return whole('holds a space', text.replaceAll(/\s+/g, ''))
  if (/^[\d.]+\s*-\s*[\d.]+$/.test(text)) return whole('is a range, which only a network can be')
  return null
}

function ofMask(text: string): Mistake | null {
  const [address = '', bits, ...more] = text.split('/')
  if (bits === undefined) return null
  if (more.length > 0) return whole('has more than one /', `${address}/${bits}`)
  if (bits === '') return whole('has nothing after /', address)
  if (bits.includes('.')) {
    const binary = bits
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('')
    const meant = /^1*0*$/.test(binary) ? [`${address}/${binary.indexOf('0') & 63}`] : []
    return whole('has a netmask where the number of bits belongs', ...meant)
  }
  const most = address.includes(':') ? 128 : 32
  return Number(bits) <= most ? null : whole(`has a number of bits that is not from 0 to ${most}`)
}

function ofNumbers(text: string): Mistake | null {
  const [address = '', bits] = text.split('/')
  const end = bits === undefined ? '' : `/${bits}`
  if (address.includes(':')) return whole('is no IPv6 address')
  const groups = address.split('.')
  if (!/^[\d.*]+$/.test(address)) return whole('is a name, and a name may become another address')
  const known = groups.filter((group) => group !== '*' && group !== '')
  if (known.length < groups.length || groups.length < 4) {
    const filled = [...known, '0', '0', '0', '0'].slice(0, 4).join('.')
    return whole('lacks some of its four numbers', filled + (end || `/${known.length * 8}`))
  }
  if (groups.length > 4) return whole('has more than four numbers')
  if (groups.some((group) => Number(group) > 255)) return partlyAbove(groups)
  return whole('has a number that begins with 0', groups.map(Number).join('.') + end)
}

function partlyAbove(groups: readonly string[]): Mistake {
  return partly(groups.find((group) => Number(group) > 255) ?? '', 'is more than 255')
}
