import type { Output } from './shell.ts'

export interface Progress {
  /** Replaces the previous line on a terminal. */
  show: (line: string) => void
  /** Clears the line before other output. */
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
