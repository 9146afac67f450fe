// `npm run test:ask -- [--runs N] [--seed N] [--database SQLite|PostgreSQL]`
// Many random histories of requests to join, with two portals that are killed, on both databases.
import { inRunFolder } from '../../tools/run-folder.ts'
import { runNightly } from '../support/nightly.ts'

await inRunFolder(() => runNightly(() => import('./process-run.ts'), ['synapse', 'postgres']))
