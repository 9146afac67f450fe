import { parseDuration } from '../../shared/time.ts'
import type { Mistake } from '../option.ts'
import { ofDuration, SHORT } from './durations.ts'
import { partly, whole } from './mistake.ts'
import { ofInteger } from './numbers.ts'

const SECOND = 1000

/** Why a text is no rate such as `20 per 10 minutes`, at most per `longest` ms. */
export function ofRate(longest: number) {
  return (text: string): Mistake | null => {
    if (/^(unlimited|none|off|never|no|false|infinite)$/i.test(text)) {
      return whole("is no rate, and a limit can't be switched off")
    }
    if (/^\d+$/.test(text)) return whole('has no time, such as per minute')
    const found =
      /^(?<count>.+?)(?<joint>\s*(?:requests?|times?|tries|attempts?|x|r)?\s*(?:\bper\b|\/|\bin\b|\bevery\b|\bwithin\b|\beach\b|\bpro\b|\ban?\b)\s*)(?<time>.+)$/i.exec(
        text,
      )?.groups
    const { count = '', joint = '', time = '' } = found ?? {}
    if (!found) return whole('has no time, such as per minute')
    const number = /^\d{1,9}$/.test(count) ? null : ofInteger(1, 999_999_999)(count)
    if (number) {
      const meant = number.meant.map((one) => `${one} per ${time}`)
      return { ...number, part: number.part ?? count, meant }
    }
    if (Number(count) === 0) return whole('lets nothing through')
    return (
      ofTime(count, time, longest) ?? partly(joint.trim(), 'is written per', `${count} per ${time}`)
    )
  }
}

function ofTime(count: string, time: string, longest: number): Mistake | null {
  if (/^(sec|min|hr)s?$/i.test(time)) {
    return partly(time, 'is no unit of time', `${count} per ${SHORT.get(time) ?? 'minutes'}`)
  }
  const full = /^\d/.test(time) ? time : `1 ${time}`
  const ms = parseDuration(full)
  if (ms !== null && ms >= SECOND && ms <= longest) return null
  const fault = ofDuration(SECOND, longest, 'm')(full)
  return {
    ...fault,
    part: fault.part ?? time,
    meant: fault.meant.map((one) => `${count} per ${one}`),
  }
}
