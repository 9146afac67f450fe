import type { ProblemCode } from '../../shared/errors.ts'
import { statusOf } from '../kit/errors.ts'
import { type Html, html } from '../portal/views/html.ts'
import { base } from './base.ts'
import type { ApiDescription } from './openapi.ts'
import { operationSection } from './page-operation.ts'
import { titles } from './titles.ts'

/** The OpenAPI document as a readable page. `origin`: of this listener, as the reader reached it. */
export function apiPage(api: ApiDescription, origin: string): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${api.info.title}</title>
        <link rel="stylesheet" href="page.css" />
      </head>
      <body>
        <main>
          ${introduction(api)} ${contents(api)} ${operationsOf(api, origin)} ${problems()}
        </main>
      </body>
    </html>`
  return page.html
}

function introduction({ info }: ApiDescription): Html {
  return html`<header>
    <h1>${info.title}</h1>
    <p>${info.summary}</p>
    <p>
      Every request carries the admin secret of the configuration; the examples take it from the
      variable <code>SECRET</code>. Bodies are JSON, and so are answers. Times are in UTC. Names
      that are not known are refused, so a slip of the pen changes nothing. The same text for
      programs: <a href="openapi.json">openapi.json</a>.
    </p>
    <p>
      <a href="doctor.html">The doctor</a> examines everything and says what is wrong. Your browser
      asks for a password, which is the admin secret; any user name will do.
    </p>
  </header>`
}

function contents(api: ApiDescription): Html {
  const rows = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { operationId, summary }]) =>
        html`<li>
          <a href="#${operationId}">${summary}</a>
          <code>${method.toUpperCase()} ${path}</code>
        </li>`,
    ),
  )
  return html`<nav aria-label="Operations">
    <ul>
      ${rows}
    </ul>
  </nav>`
}

function operationsOf(api: ApiDescription, origin: string): Html[] {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      operationSection(api, {
        url: origin + base + path,
        path: base + path,
        method: method.toUpperCase(),
        operation,
      }),
    ),
  )
}

function problems(): Html {
  const codes = Object.keys(titles) as ProblemCode[]
  const rows = codes.map(
    (code) =>
      html`<tr id="${code}">
        <td><code>${code}</code></td>
        <td>${statusOf(code)}</td>
        <td>${titles[code]}</td>
      </tr>`,
  )
  return html`<section>
    <h2>Problems</h2>
    <p>
      A refusal is <code>application/problem+json</code> (RFC 9457): the <code>code</code> is for
      programs, <code>detail</code> and <code>errors</code> say what exactly is wrong.
    </p>
    <table>
      <thead>
        <tr>
          <th scope="col">Code</th>
          <th scope="col">Status</th>
          <th scope="col">Title</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`
}
