const unit = (name: string, count = '[1-9][0-9]{0,2}') => `${count}( ${name}s?|${name[0]})`

const hours = unit('hour')
const minutes = unit('minute')
const seconds = unit('second')
const days = unit('day', '([1-9][0-9]{0,2}|[12][0-9]{3}|3[0-5][0-9]{2}|36[0-4][0-9])')

const lengths = [
  `${days}( ${hours})?( ${minutes})?( ${seconds})?`,
  `${hours}( ${minutes})?( ${seconds})?`,
  `${minutes}( ${seconds})?`,
]

/** `never`, or days, hours, minutes and seconds, each at most once and in this order: 10 years at most. */
export const lastsPattern = `^(never|3650 days|${lengths.join('|')})$`
