import type { Output } from './shell.ts'

export interface Progress {
  /** Puts this line in place of the one before, on a terminal. */
  show: (line: string) => void
  /** Takes the line away, so that others can be written. */
  clear: () => void
}

export function showProgress(output: Output): Progress {
  const { isTTY } = output
  let shown = ''
  const show = (line: string) => {
    if (isTTY !== true || line === shown) return
    output.write(`\r${line.padEnd(shown.length)}`)
    shown = line
  }
  return {
    show,
    clear: () => {
      show('')
      if (isTTY === true) output.write('\r')
    },
  }
}
