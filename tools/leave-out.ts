import type { Plugin } from 'esbuild'

/*
 * What packages bring along and the portal never uses. Each of these makes Node load modules of its
 * own at the start: HTTP/2, TLS, worker threads, compression.
 */

/** Ways of logging, of counting and of sharing that are not ours. */
const unused = [
  'pino/lib/transport.js',
  'prom-client/lib/cluster.js',
  'prom-client/lib/defaultMetrics.js',
  'prom-client/lib/pushgateway.js',
  'prom-client/lib/summary.js',
]

/** Keeps all of that out of the bundle. */
export const leaveOut: Plugin = {
  name: 'leave-out',
  setup(build) {
    build.onLoad({ filter: anyOf(unused) }, () => ({ contents: 'module.exports = {}' }))
  },
}

const anyOf = (names: readonly string[]) => new RegExp(`(^|/)(${names.join('|')})$`)
