import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import type { Config } from '../model/config.ts'
import { removeStaleSocket } from './stale-socket.ts'
import { createLog, type Log } from '../shared/log.ts'
import { Failure } from '../cli/failure.ts'
import { keepOpen, type Portal } from './keep-open.ts'
import { type Reloaded, reloadOnHangup } from './reload.ts'
import type { Shell } from '../cli/shell.ts'
import { connectParent } from './parent.ts'
import type { FromParent, FromWorker } from './worker-messages.ts'
import { createWorkerMetrics } from './worker-metrics.ts'

/** The portal in several processes on the same listeners. The parent distributes the connections. */
export async function keepWorkersOpen(
  count: number,
  shell: Shell,
  portal: Pick<Portal, 'settings' | 'surface' | 'reread'>,
): Promise<void> {
  const { settings, reread } = portal
  if (cluster.worker) return work(cluster.worker, shell, { ...portal, workers: count })
  await removeStaleSockets(settings.config)
  const log = await createLog(settings.config.log, shell.stderr)
  const { config: running } = settings
  reloadOnHangup(shell, { log, running, reread, take: tellWorkers })
  const failed = Promise.withResolvers<never>()
  const stopReplacing = replaceDeadWorkers(log, () => {
    failed.reject(new Failure('A worker ended before it was open.'))
  })
  addUpMetrics()
  for (let made = 0; made < count; made++) cluster.fork()
  try {
    await Promise.race([shell.stopped(), failed.promise])
  } finally {
    stopReplacing()
    await Promise.all(Object.values(cluster.workers ?? {}).map(finish))
  }
}

function tellWorkers(reloaded: Reloaded): void {
  for (const worker of workers()) send(worker, { kind: 'reload', reloaded })
}

function workers(): Worker[] {
  const all = Object.values(cluster.workers ?? {})
  return all.flatMap((worker) => (worker?.isConnected() ? [worker] : []))
}

/** A worker that has just ended is no error: its exit is handled. */
function send(worker: Worker, message: FromParent): void {
  worker.send(message, () => {})
}

/** Answers workers that ask for the metrics of all. */
function addUpMetrics(): void {
  const metrics = createWorkerMetrics((worker, round) => send(worker, { kind: 'count', round }))
  const hear = (worker: Worker, message: FromWorker) => {
    if (message.kind === 'counted') metrics.receive(worker, message.round, message.samples)
    else if (message.kind === 'gather') void tellAll(worker)
  }
  const tellAll = async (worker: Worker) =>
    send(worker, { kind: 'gathered', text: await metrics.gather(workers()) })
  cluster.on('message', hear)
  cluster.on('exit', metrics.retire)
}

/** In the parent, because a worker would mistake another worker's socket for a stale one. */
async function removeStaleSockets(config: Config): Promise<void> {
  for (const option of ['private', 'public'] as const) {
    const { listen } = config[option]
    if (!('path' in listen)) continue
    await removeStaleSocket(listen.path).catch((error: Error) => {
      throw new Failure(`${option}.listen: ${error.message}`)
    })
  }
}

async function work(worker: Worker, shell: Shell, portal: Portal): Promise<void> {
  try {
    await keepOpen(shell, {
      ...portal,
      onOpen: () => worker.send({ kind: 'open' } satisfies FromWorker),
      parent: connectParent(worker),
    })
  } finally {
    // The IPC channel would keep this process alive.
    if (worker.isConnected()) worker.disconnect()
  }
}

/** Replaces dead workers. One that was never open would fail again, so that calls `onFailure`. */
function replaceDeadWorkers(log: Log, onFailure: () => void): () => void {
  const open = new WeakSet<Worker>()
  const replace = (worker: Worker, code: number, signal: string) => {
    // What the worker sent before it died may still be in the channel.
    if (worker.isConnected()) {
      worker.once('disconnect', () => replace(worker, code, signal))
      return
    }
    if (!open.has(worker)) return onFailure()
    log.error({ pid: worker.process.pid, code, signal }, 'A worker died and is replaced')
    cluster.fork()
  }
  cluster.on('message', (worker) => open.add(worker))
  cluster.on('exit', replace)
  return () => cluster.off('exit', replace)
}

/** Disconnects a worker, which tells it to finish running requests and exit. */
async function finish(worker: Worker | undefined): Promise<void> {
  if (!worker || worker.isDead()) return
  const ended = once(worker, 'exit')
  if (worker.isConnected()) worker.disconnect()
  await ended
}
