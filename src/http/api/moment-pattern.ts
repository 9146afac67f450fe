// A pattern for times in requests. It is exact: every matching text is a valid time, so that clients
// can validate input by the OpenAPI document.

const year = '2[0-9]{3}'
const leapYear = '(2[0-9](0[48]|[2468][048]|[13579][26])|2[048]00)'
const day = [
  '(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])',
  '(0[13-9]|1[0-2])-(29|30)',
  '(0[13578]|1[02])-31',
].join('|')
const date = `(${year}-(${day})|${leapYear}-02-29)`

const clock = '([01][0-9]|2[0-3]):[0-5][0-9]'
const time = `T${clock}(:[0-5][0-9](\\.[0-9]{1,3})?)?(Z|[+-]${clock})?`

const number = '[1-9][0-9]{0,3}'
const duration = `(${number}[wdhms]|P${number}[WD]|PT${number}[HMS])`

export const momentPattern = new RegExp(`^(never|${date}(${time})?|${duration})$`)

const days = '([1-9][0-9]?|[12][0-9]{2}|3[0-5][0-9]|36[0-5])'
const weeks = '([1-9]|[1-4][0-9]|5[0-2])'
const hours = '([1-9][0-9]{0,2}|[1-7][0-9]{3}|8[0-6][0-9]{2}|87[0-5][0-9]|8760)'

/** A duration of a year at most. */
export const lengthPattern = new RegExp(
  `^(${days}d|${weeks}w|${hours}h|${number}[ms]|P(${days}D|${weeks}W)|PT(${hours}H|${number}[MS]))$`,
)
