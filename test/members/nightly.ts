// `npm run test:allowances -- [--runs N] [--seed N] [--database SQLite|PostgreSQL]`
// Many random histories of a member's invitations, on both databases, with three processes each.
import { runNightly } from '../support/nightly.ts'

await runNightly(() => import('./run.ts'))
