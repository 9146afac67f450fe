import type { FindMistake } from '../option.ts'
import { partly, whole } from './mistake.ts'

/** The sixteen names of HTML, and orange. */
const NAMES = new Map(
  Object.entries({
    black: '#000000',
    silver: '#c0c0c0',
    gray: '#808080',
    grey: '#808080',
    white: '#ffffff',
    maroon: '#800000',
    red: '#ff0000',
    purple: '#800080',
    fuchsia: '#ff00ff',
    orange: '#ffa500',
    green: '#008000',
    lime: '#00ff00',
    olive: '#808000',
    yellow: '#ffff00',
    navy: '#000080',
    blue: '#0000ff',
    teal: '#008080',
    aqua: '#00ffff',
  }),
)

export const ofColor: FindMistake = (text) => {
  const named = NAMES.get(text.toLowerCase())
  if (named !== undefined) return whole('is a name', named)
  const [, ...parts] = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)/i.exec(text) ?? []
  if (parts.length === 3 && parts.every((part) => Number(part) < 256)) {
    const digits = parts.map((part) => Number(part).toString(16).padStart(2, '0'))
    return whole('is not written in hexadecimal digits', `#${digits.join('')}`)
  }
  const digits = text.replace(/^(#|0x)+/i, '')
  const [strange] = /[^\da-f]/i.exec(digits) ?? []
  if (/^[\da-fo]+$/i.test(digits) && strange !== undefined) {
    return partly(strange, 'is a letter, not a zero', `#${digits.replaceAll(/o/gi, '0')}`)
  }
  if (strange !== undefined) return whole('is not written in hexadecimal digits')
  const isOpaque = digits.length === 4 || digits.length === 8
  const meant = isOpaque ? `#${digits.slice(0, (digits.length / 4) * 3)}` : `#${digits}`
  const count = `has ${digits.length} digits instead of 3 or 6`
  return whole([3, 6].includes(digits.length) ? 'is written with one #' : count, meant)
}
