// `npm run test:mail -- [--runs N] [--seed N] [--database SQLite|PostgreSQL]`
// Many random histories of mails, on both databases, with two processes each.
import { runNightly } from '../support/nightly.ts'

await runNightly(() => import('./history.ts'))
