import { styleText } from 'node:util'

const TITLE_WIDTH = 68
const TIME_WIDTH = 8
const BACK_TO_START = '\r\u001b[K'

export function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}

/**
 * Runs one step, then prints a line with a tick and the duration. A terminal shows the title from the
 * start. `done` makes a better title from the result.
 */
export async function step<T>(
  title: string,
  work: () => Promise<T>,
  done: (result: T) => string = () => title,
): Promise<T> {
  if (process.stdout.isTTY) process.stdout.write(styleText('dim', `… ${title}`))
  const since = performance.now()
  const time = () => styleText('dim', duration(performance.now() - since).padStart(TIME_WIDTH))
  try {
    const result = await work()
    printOver(`${styleText('green', '✔')} ${done(result).padEnd(TITLE_WIDTH)}${time()}`)
    return result
  } catch (error) {
    printOver(`${styleText('red', '✖')} ${title.padEnd(TITLE_WIDTH)}${time()}`)
    throw error
  }
}

function printOver(line: string): void {
  print(process.stdout.isTTY ? BACK_TO_START + line : line)
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** Whether the terminal can show block characters in lines of this width. */
export function canShowBlocks(width: number): boolean {
  const { isTTY, columns } = process.stdout
  return isTTY && isUnicode() && columns >= width
}

function isUnicode(): boolean {
  const { LC_ALL, LC_CTYPE, LANG } = process.env
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')
}
