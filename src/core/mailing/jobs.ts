import type { NewEvent } from '../../store/events.ts'
import type { NewJob } from '../jobs/enqueue.ts'

/** Mails are to tell a guest, and whoever invited them, that the account ends soon. */
export function endMailJobs({ id, subject, data }: NewEvent & { id: string }): NewJob[] {
  if (subject === null) return []
  return [
    { kind: 'mail-ends', key: id, payload: { account: subject, days: Number(data?.['days']) } },
  ]
}
