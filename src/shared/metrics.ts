import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import about from '../../package.json' with { type: 'json' }

export type Metrics = ReturnType<typeof createMetrics>

/** A metric with its values, as JSON. */
export type Sample = Awaited<ReturnType<Registry['getMetricsAsJSON']>>[number]

/** The metrics of `/metrics`. Labels hold outcomes and kinds, never a code or a name. */
export function createMetrics() {
  const registry = new Registry()
  let observed = false
  const whole = () => {
    if (!observed) observeProcess(registry)
    observed = true
    return registry
  }
  return {
    registry,
    /** The metrics of this process. */
    samples: () => whole().getMetricsAsJSON(),
    /** What `/metrics` shows, in Prometheus' text format. */
    show: () => whole().metrics(),
    ...metricsIn([registry]),
  }
}

function metricsIn(registers: Registry[]) {
  return {
    invites: new Counter({
      name: 'latchkey_invites_total',
      help: 'Changes of invitations, by change and actor.',
      labelNames: ['change', 'actor'],
      registers,
    }),
    redemptions: new Counter({
      name: 'latchkey_redemptions_total',
      help: 'Attempts to create an account, by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    homeserver: new Histogram({
      name: 'latchkey_homeserver_call_seconds',
      help: 'Duration of calls to the homeserver, by call and outcome.',
      labelNames: ['call', 'outcome'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
    webhooks: new Histogram({
      name: 'latchkey_webhook_seconds',
      help: 'Duration of requests to webhooks, by endpoint and outcome.',
      labelNames: ['endpoint', 'outcome'],
      buckets: [0.02, 0.1, 0.5, 2, 5],
      registers,
    }),
    requests: new Histogram({
      name: 'latchkey_request_seconds',
      help: 'Duration of requests, by route and status.',
      labelNames: ['route', 'status'],
      buckets: [0.002, 0.01, 0.05, 0.25, 1, 5, 30],
      registers,
    }),
    jobs: new Counter({
      name: 'latchkey_jobs_total',
      help: 'Attempts at jobs, by kind and outcome.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    mails: new Counter({
      name: 'latchkey_mails_total',
      help: 'Attempts to send a mail: sent, dropped, or why it was not accepted.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    waiting: new Gauge({
      name: 'latchkey_redemptions_waiting',
      help: 'Accounts that wait in the queue for the homeserver.',
      registers,
    }),
  }
}

/** Of the process. Sampling the event loop wakes it up, so it begins with the first request. */
function observeProcess(register: Registry): void {
  collectDefaultMetrics({ register })
  const build = new Gauge({
    name: 'latchkey_build_info',
    help: 'Always 1; the version is a label.',
    labelNames: ['version'],
    aggregator: 'first',
    registers: [register],
  })
  build.set({ version: about.version }, 1)
}
