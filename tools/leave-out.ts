import type { Plugin } from 'rolldown'

/*
 * Parts of packages that the portal never uses. Some make Node load built-in modules at startup: HTTP/2,
 * TLS, worker threads, compression. The others are large.
 */

/**
 * Traces beside metrics, schema builders, log transports, metrics that are pushed or never used, and HTTP/2 to the
 * homeserver.
 */
const unused = [
  '@opentelemetry/api/dist/index.cjs',
  'kysely/dist/schema/schema-module.js',
  'pino/lib/transport.js',
  'prom-client/lib/pushgateway.js',
  'prom-client/lib/summary.js',
  'undici/lib/dispatcher/client-h2.js',
]

/** Keeps them out of the bundle. */
export const leaveOut: Plugin = {
  name: 'leave-out',
  load: {
    filter: { id: new RegExp(`/(${unused.join('|')})$`) },
    handler: () => 'module.exports = {}',
  },
}
