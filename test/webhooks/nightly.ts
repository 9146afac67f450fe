// `npm run test:webhooks -- [--runs N] [--seed N] [--database SQLite|PostgreSQL]`
// Many random histories of deliveries, on both databases, with three processes each.
import { runNightly } from '../support/nightly.ts'

await runNightly(() => import('./play.ts'))
