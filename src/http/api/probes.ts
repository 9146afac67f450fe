import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { App } from '../../app.ts'
import { Response } from '../fetch/response.ts'
import type { Handler } from './route.ts'

/** How long database and homeserver may take to show that they are there, in ms. */
const limit = 2_000

/** Alive means that this program answers: it asks nobody else, so that a restart would help. */
export const health: Handler = () => Response.json({ status: 'alive' })

/** Ready means that somebody could join now. */
export function createReady(app: App): Handler {
  return async () => {
    const [database, homeserver] = await Promise.all([
      inTime(sql`select 1`.execute(app.db).then(() => true)),
      inTime(app.homeserver.answers()),
    ])
    const ready = database && homeserver
    const checks = { database: word(database), homeserver: word(homeserver) }
    return Response.json(
      { status: ready ? 'ready' : 'not_ready', ...checks },
      { status: ready ? 200 : 503 },
    )
  }
}

async function inTime(asked: Promise<boolean>): Promise<boolean> {
  const late = pause(limit, false, { ref: false })
  return Promise.race([asked.catch(() => false), late])
}

function word(answers: boolean): string {
  return answers ? 'ok' : 'no_answer'
}

/** Prometheus' text format. */
export function createMetricsPage({ metrics: { registry } }: App): Handler {
  return async () =>
    new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } })
}
