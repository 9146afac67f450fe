import type { Finding, Severity } from '../../../shared/finding.ts'
import type { Delivery } from '../../../store/mail-deliveries.ts'
import type { JobSeen } from '../../../store/jobs-overview.ts'
import { html, type Html, type Part } from '../../portal/views/html.ts'
import { layout } from './layout.ts'
import { mailsInTrouble } from './mails.ts'
import { type ConsolePage, may, say, tell } from './page.ts'
import type { Notice } from './notice.ts'
import { press, when } from './pieces.ts'

interface Section {
  title: string
  findings: readonly Finding[]
}

export interface BotState {
  /** A Matrix id; null: no account is set up. */
  userId: string | null
  /** When it last read what people write, in ms; null: not yet. */
  readAt: number | null
}

export interface HealthModel {
  /** Null: nothing was examined for this page. */
  sections: readonly Section[] | null
  jobs: readonly JobSeen[]
  /** Mails in trouble. */
  mails: readonly Delivery[]
  /** Undefined where the bot has no room. */
  bot?: BotState | undefined
  notice: Notice | null
}

const order: readonly Severity[] = ['error', 'warning', 'notice', 'fine']

const finding = (page: ConsolePage, { code, severity, sentence, advice }: Finding): Html =>
  html`<li class="finding" data-severity="${severity}">
    <p>
      <span class="chip" data-severity="${severity}">${say(page, `severity.${severity}`)}</span>
      <span lang="en" dir="ltr">${sentence}</span>
    </p>
    ${advice !== null && html`<p lang="en" dir="ltr">${advice}</p>`}
    ${severity !== 'fine' && html`<p class="muted"><code>docs/doctor.md#${code}</code></p>`}
  </li>`

const sectionOf = (page: ConsolePage, { title, findings }: Section): Html => {
  const sorted = findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
  return html`<h2 lang="en" dir="ltr">${title}</h2>
    <ul class="lines">
      ${sorted.map((one) => finding(page, one))}
    </ul>`
}

const doctor = (page: ConsolePage, { sections }: HealthModel): Html =>
  html`<section class="card stack">
    ${
      sections === null &&
      html`<h2>${say(page, 'health.doctor')}</h2>
        <p>${say(page, 'health.what')}</p>`
    }
    <form action="${page.paths.health}">
      <button
        type="submit"
        class="${sections === null ? 'main' : 'small'}"
        name="examine"
        value="1"
      >
        ${say(page, sections === null ? 'health.examine' : 'health.again')}
      </button>
    </form>
    ${sections?.map((section) => sectionOf(page, section))}
  </section>`

const job = (
  page: ConsolePage,
  { id, kind, attempts, dead_at: at, last_error: error }: JobSeen,
): Html =>
  html`<li>
    <p class="row-name"><code>${kind}</code></p>
    <p>
      ${tell(page, 'health.failed', { attempts, ago: when(page, at ?? 0) })}
      ${error !== null && html`<br /><span class="muted" lang="en" dir="ltr">${error}</span>`}
    </p>
    <div class="tools">${may(page, 'jobs:write') && retry(page, id, kind)}</div>
  </li>`

const retry = (page: ConsolePage, id: string, what?: string): Part =>
  press({
    action: `${page.paths.health}/jobs`,
    word: say(page, id === '' ? 'health.retryAll' : 'health.retry'),
    hidden: { job: id },
    ...(what !== undefined && { what }),
  })

const jobList = (page: ConsolePage, { jobs }: HealthModel): Html =>
  html`<section class="stack">
    <h2>${say(page, 'health.jobs')}</h2>
    ${
      jobs.length === 0
        ? html`<p class="empty">${say(page, 'health.noJobs')}</p>`
        : html`<ul class="rows jobs">
              ${jobs.map((one) => job(page, one))}
            </ul>
            ${jobs.length > 1 && may(page, 'jobs:write') && html`<div class="tools">${retry(page, '')}</div>`}`
    }
  </section>`

const botLine = (page: ConsolePage, { bot }: HealthModel): Part => {
  if (!bot) return false
  const { userId, readAt } = bot
  const who = html`<bdi>${userId ?? ''}</bdi>`
  return html`<section class="stack">
    <h2>${say(page, 'health.bot')}</h2>
    <p>
      ${
        userId === null
          ? say(page, 'health.botMissing')
          : readAt === null
            ? tell(page, 'health.botSilent', { who })
            : tell(page, 'health.botReads', { who, ago: when(page, readAt) })
      }
    </p>
  </section>`
}

/** What the doctor finds, and work that failed for good. */
export const healthPage = (page: ConsolePage, model: HealthModel): string =>
  layout(page, {
    title: say(page, 'nav.health'),
    part: 'health',
    notice: model.notice,
    main: html`<h1>${say(page, 'nav.health')}</h1>
      ${mailsInTrouble(page, model.mails)} ${jobList(page, model)} ${botLine(page, model)}
      <p><a href="${page.paths.webhooks}">${say(page, 'webhooks.title')}</a></p>
      ${doctor(page, model)}`,
  })
