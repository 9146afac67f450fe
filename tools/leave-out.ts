import type { Plugin } from 'rolldown'

/*
 * What packages bring along and the portal never uses. Some of these make Node load modules of its
 * own at the start: HTTP/2, TLS, worker threads, compression. The others are large.
 */

/** Ways of logging, of counting and of sharing that are not ours, and tables made without SQL. */
const unused = [
  'kysely/dist/schema/schema-module.js',
  'pino/lib/transport.js',
  'prom-client/lib/cluster.js',
  'prom-client/lib/defaultMetrics.js',
  'prom-client/lib/pushgateway.js',
  'prom-client/lib/summary.js',
]

/** Keeps all of that out of the bundle. */
export const leaveOut: Plugin = {
  name: 'leave-out',
  load: {
    filter: { id: new RegExp(`/(${unused.join('|')})$`) },
    handler: () => 'module.exports = {}',
  },
}
