import { type Finding, severities } from '../../shared/finding.ts'
import { summaryOf } from '../../doctor/report.ts'
import { Response } from '../kit/fetch/response.ts'
import { type Html, html } from '../portal/views/html.ts'
import type { RouteSet } from '../kit/route.ts'
import { operatorsSet } from './operators-set.ts'
import type { ApiContext } from './admin.ts'
import { base } from './base.ts'
import { examineApp, type Section } from './doctor-operation.ts'
import { problemResponse } from './problem.ts'

const headers = {
  'content-type': 'text/html; charset=UTF-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
}

/** The doctor's report as a page. The browser asks for the secret. */
export const doctorPageSet: RouteSet<ApiContext> = {
  ...operatorsSet,
  routes: [
    {
      method: 'GET',
      path: `${base}/doctor.html`,
      allow: 'health:read',
      handle: async ({ app }) => new Response(doctorPage(await examineApp(app)), { headers }),
    },
  ],
  actorOf: ({ admin }, exchange) => admin(exchange, 'Basic'),
  refuse: (_desk, _exchange, problem) => problemResponse(problem, 'Basic'),
}

function doctorPage(sections: readonly Section[]): string {
  const findings = sections.flatMap((section) => section.findings)
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Latchkey doctor</title>
        <link rel="stylesheet" href="page.css" />
      </head>
      <body>
        <main>
          <header>
            <h1>Latchkey doctor</h1>
            <p>${summaryOf(findings)}</p>
            <p>
              Nothing was made or changed. Each name in small letters is a section of
              <code>docs/doctor.md</code>. For programs: <a href=".">GET ${base}/doctor</a>.
            </p>
          </header>
          ${sections.map(describe)}
        </main>
      </body>
    </html>`
  return page.html
}

/** The most severe findings come first. */
function describe({ title, findings }: Section): Html {
  const sorted = severities.flatMap((one) => findings.filter(({ severity }) => severity === one))
  return html`<section>
    <h2>${title}</h2>
    <dl class="findings">${sorted.map(row)}</dl>
  </section>`
}

function row({ code, severity, sentence, advice }: Finding): Html {
  return html`<div>
    <dt><b class="${severity}">${severity}</b> <code>${code}</code></dt>
    <dd>${sentence}</dd>
    ${advice !== null && html`<dd class="advice">${advice}</dd>`}
  </div>`
}
