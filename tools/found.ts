/** A part of the machine that is available, or a sentence why it isn't and what to do. */
export type Found<T> = { part: T } | { missing: string }

const MISSING = 'MISSING_PART'

/** The error for a part that this machine lacks; `sentence` says what to do. */
export function missing(sentence: string): Error {
  return Object.assign(new Error(sentence), { code: MISSING })
}

/** Waits for a part. An installed part that fails isn't missing: its error is thrown. */
export async function found<T>(part: Promise<T>): Promise<Found<T>> {
  try {
    return { part: await part }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === MISSING)) throw error
    return { missing: error.message }
  }
}
