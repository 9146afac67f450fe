/**
 * A text as somebody meant it who pasted it: without spaces around it, and without zero-width characters
 * and marks of direction, which apps and pages put around addresses and nobody sees.
 */
export function pasted(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .trim()
}
