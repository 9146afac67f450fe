/** A part of the machine that is there, or a sentence on why it isn't and what to do about it. */
export type Found<T> = { part: T } | { missing: string }

/** Waits for a part, and turns the error of one that cannot be had into its reason. */
export async function found<T>(part: Promise<T>): Promise<Found<T>> {
  try {
    return { part: await part }
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) }
  }
}
