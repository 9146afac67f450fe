import { closest, distance } from 'fastest-levenshtein'
import { formatDuration, parseDuration } from '../../shared/time.ts'
import type { Mistake } from '../option.ts'
import { firstOf, partly, whole } from './mistake.ts'
import { numberOfWords } from './numbers.ts'

const UNITS = ['weeks', 'days', 'hours', 'minutes', 'seconds', 'milliseconds']

/** Units that are none here, in those that are. */
const OTHER_UNITS: [name: RegExp, days: number, why: string][] = [
  [/^(months?|mo|mons?)$/i, 30, 'has no fixed length'],
  [/^(quarters?)$/i, 91, 'has no fixed length'],
  [/^(years?|yrs?|y|a)$/i, 365, 'has no fixed length'],
  [/^(fortnights?)$/i, 14, 'is no unit that is known here'],
]

/** Abbreviations too far from a unit's name to be found as a slip. */
export const SHORT = new Map([
  ['hr', 'hours'],
  ['hrs', 'hours'],
  ['sec', 'seconds'],
  ['secs', 'seconds'],
  ['mins', 'minutes'],
  ['wk', 'weeks'],
  ['wks', 'weeks'],
  ['msec', 'milliseconds'],
])

/** Why a text is no duration from `least` to `most`, in ms. `unit`: that of a number without one. */
export function ofDuration(least: number, most: number, unit: string) {
  return (text: string): Mistake => {
    const ms = parseDuration(text)
    if (ms !== null && ms < least) {
      return whole(`is shorter than ${formatDuration(least)}`, formatDuration(least))
    }
    if (ms !== null && ms > most) {
      return whole(`is longer than ${formatDuration(most)}`, formatDuration(most))
    }
    if (/^\d+$/.test(text)) return whole('has no unit, such as s, m, h or d', text + unit)
    const found = firstOf(text, ofSigns, ofIso, ofClock, ofWords, ofFraction, ofUnit, ofOrder)
    return found ?? whole('is not a number with a unit of time')
  }
}

function ofSigns(text: string): Mistake | null {
  if (text.startsWith('-')) return whole('is negative', text.slice(1).trim())
  if (text.startsWith('+')) return partly('+', 'is not needed', text.slice(1).trim())
  return null
}

function ofIso(text: string): Mistake | null {
  if (!/^P[\dT]/i.test(text)) return null
  const [months, count, unit] = /(\d+)([MY])(?=.*T|[^T]*$)/i.exec(text.replace(/T.*/i, '')) ?? []
  if (months !== undefined) {
    const days = Number(count) * (/y/i.test(unit ?? '') ? 365 : 30)
    return partly(months, 'has no fixed length', text.replace(months, `${days}D`))
  }
  if (/^P\d+[HS]/i.test(text)) return whole('has no T before its hours', `PT${text.slice(1)}`)
  if (/^PT\d+[WD]$/i.test(text)) return whole('has a T before its days', `P${text.slice(2)}`)
  const [, hours] = /^PT(\d+[.,]\d+)H$/i.exec(text) ?? []
  return hours === undefined ? null : whole('is a fraction', `${hours} hours`)
}

function ofClock(text: string): Mistake | null {
  const [, hours, minutes, seconds = '0'] = /^(\d{1,3}):(\d\d)(?::(\d\d))?$/.exec(text) ?? []
  if (minutes === undefined) return null
  const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
  return whole('is written like a time of day', formatDuration(ms))
}

function ofWords(text: string): Mistake | null {
  const [, half] = /^half an? (\w+)$/i.exec(text) ?? []
  if (half !== undefined) return whole('is a fraction in words', `0.5 ${half}`)
  const [filler] = /^(after|for|in|within|about)\s+|\s+(later|from now|long)$/i.exec(text) ?? []
  if (filler !== undefined) {
    return partly(filler.trim(), 'is not needed', text.replace(filler, ''))
  }
  const [joint] = /\s*(,|&|\+|\band\b)\s*/i.exec(text.replace(/\d,\d/g, '   ')) ?? []
  if (joint !== undefined) return partly(joint.trim(), 'is not needed', text.replace(joint, ' '))
  if (/^[a-z]+$/i.test(text) && isUnit(text)) return whole('has no number', `1 ${text}`)
  const [, count = '', rest] = /^([a-z]+(?:[\s-][a-z]+)*)\s+([a-z]+)$/i.exec(text) ?? []
  const number = /^an?$/i.test(count) ? 1 : numberOfWords(count)
  return number === undefined || rest === undefined
    ? null
    : partly(count, 'is a number in words', `${number} ${rest}`)
}

function ofFraction(text: string): Mistake | null {
  const [, number = '', unit = ''] = /^(\d+[.,]\d+)\s*([a-z]+)$/i.exec(text) ?? []
  const one = parseDuration(`1 ${unit}`)
  if (number === '' || one === null) return null
  return whole('is a fraction', formatDuration(Math.round(Number(number.replace(',', '.')) * one)))
}

function ofUnit(text: string): Mistake | null {
  for (const [shown, count, name = ''] of text.matchAll(/(\d+)\s*(\p{L}+)/gu)) {
    if (isUnit(name)) continue
    const [, days, why = ''] = OTHER_UNITS.find(([pattern]) => pattern.test(name)) ?? []
    if (days !== undefined) {
      return partly(name, why, text.replace(shown, `${Number(count) * days} days`))
    }
    const meant = SHORT.get(name.toLowerCase()) ?? closest(name.toLowerCase(), UNITS)
    const isNear = SHORT.has(name.toLowerCase()) || distance(name.toLowerCase(), meant) <= 2
    return partly(
      name,
      'is no unit of time',
      ...(isNear ? [text.replace(shown, `${count} ${meant}`)] : []),
    )
  }
  return null
}

function isUnit(name: string): boolean {
  return parseDuration(`1 ${name}`) !== null
}

/** `2d 1w`: the parts have to go from large to small. */
function ofOrder(text: string): Mistake | null {
  const parts = text.match(/\d+\s*[a-z]+/gi) ?? []
  if (parts.length < 2) return null
  const ms = parts.map((part) => parseDuration(part) ?? 0)
  const units = parts.map((part) => parseDuration(part.replace(/\d+/, '1')))
  if (new Set(units).size < units.length) return whole('names a unit twice')
  const sum = ms.reduce((total, one) => total + one, 0)
  return whole('goes from a small unit to a larger one', formatDuration(sum))
}
