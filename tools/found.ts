/** A part of the machine that is there, or a sentence on why it isn't and what to do about it. */
export type Found<T> = { part: T } | { missing: string }

const MISSING = 'MISSING_PART'

/** The error of a part that this machine doesn't have: `sentence` says what to do about it. */
export function missing(sentence: string): Error {
  return Object.assign(new Error(sentence), { code: MISSING })
}

/** Waits for a part. One that is there and doesn't work isn't missing: its error is thrown. */
export async function found<T>(part: Promise<T>): Promise<Found<T>> {
  try {
    return { part: await part }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === MISSING)) throw error
    return { missing: error.message }
  }
}
