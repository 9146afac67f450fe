import { Problem } from '../../src/shared/errors.ts'
import type { TestApi } from '../support/api.ts'

/** Somebody who signed in first at this time, in ms. */
export async function addMember(
  { app }: TestApi,
  mxid: string,
  first_seen_at: number,
): Promise<void> {
  await app.db.insertInto('members').values({ mxid, first_seen_at, standing: 'good' }).execute()
}

/** The code of the refusal, `made` if there was none. */
export async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'made'
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}
