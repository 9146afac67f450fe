import type { App } from '../../core/context.ts'
import type { Finding } from '../../shared/finding.ts'
import { begin } from '../../doctor/examinations.ts'
import { reportOf } from '../../doctor/report.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'
import { report } from './resources.ts'

export interface Section {
  title: string
  findings: Finding[]
}

const running = new WeakMap<App, Promise<Section[]>>()

/** Concurrent requests share one run of the checks. */
export function examineApp(app: App): Promise<Section[]> {
  const known = running.get(app)
  if (known) return known
  const sections = Promise.all(
    begin({ ...app, fetch }).map(async ({ title, found }) => ({ title, findings: await found })),
  ).finally(() => running.delete(app))
  running.set(app, sections)
  return sections
}

const examine = operation({
  id: 'examine',
  allow: 'health:read',
  method: 'GET',
  path: '/doctor',
  summary: 'Examine everything',
  description:
    'Configuration, database, homeserver, the public address, the way into an app. Nothing is made or changed. It may take some seconds.',
  params: noParameters,
  query: noParameters,
  body: noBody,
  status: 200,
  answer: report,
  problems: [],
  handle: async (app) => reportOf((await examineApp(app)).flatMap(({ findings }) => findings)),
})

export const doctorOperations: Operation[] = [examine]
