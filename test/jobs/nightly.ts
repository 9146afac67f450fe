// `npm run test:jobs -- [--runs N] [--seed N] [--database SQLite|PostgreSQL]`
// Many random histories of jobs, on both databases, with three processes each.
import { runNightly } from '../support/nightly.ts'

await runNightly(() => import('./run.ts'))
