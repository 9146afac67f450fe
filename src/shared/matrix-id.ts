/**
 * Whether a text is a Matrix user id (specification, appendices, "User Identifiers"): historical
 * localparts included, at most 255 bytes.
 */
export function isMatrixId(text: string): boolean {
  return (
    text.length <= 255 &&
    /^@[!-9;-~]+:[\w.-]+(?::\d{1,5})?$|^@[!-9;-~]+:\[[\da-fA-F:.]+\](?::\d{1,5})?$/.test(text)
  )
}
