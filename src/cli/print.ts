import { styleText } from 'node:util'
import type { Output } from './shell.ts'

/** Prints one value for `--json`, in the format of the API. */
export function printJson(output: Output, value: unknown): void {
  output.write(`${JSON.stringify(value, null, 2)}\n`)
}

export function printLines(output: Output, lines: readonly string[]): void {
  output.write(`${lines.join('\n')}\n`)
}

/** A QR code of half blocks: light on dark, whatever the terminal's colours. */
export async function qrLines(link: string, output: Output): Promise<string[]> {
  const { renderUnicodeCompact } = await import('uqr')
  const rows = renderUnicodeCompact(link, { border: 2 }).split('\n')
  if (output.isTTY !== true) return rows
  return rows.map((row) => styleText(['whiteBright', 'bgBlack'], row, { validateStream: false }))
}
