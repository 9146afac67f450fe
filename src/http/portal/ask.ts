import { makeRequest } from '../../core/requests/ask.ts'
import { type AskFault, checkForm, readTyped, type Typed } from '../../core/requests/form.ts'
import { currentRules } from '../../core/requests/rules.ts'
import { newStamp } from '../../core/requests/secret.ts'
import { Problem } from '../../shared/errors.ts'
import { retryHeader, statusOf } from '../kit/errors.ts'
import type { Response } from '../kit/fetch/response.ts'
import { readForm } from '../kit/forms.ts'
import type { Call, Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { pageFor, redirect, reply } from './reply.ts'
import { askPage } from './views/ask.ts'

const nothing: Typed = { name: '', words: '', address: '', answers: [], agreed: null }

/** The form for somebody without an invitation. */
export function showAsk(portal: Portal, exchange: Exchange): Response {
  refuseWhileOff(portal)
  return replyForm(portal, exchange, { typed: nothing })
}

/** Makes a request, and leads to the applicant's own page. */
export async function ask(portal: Portal, exchange: Exchange, call: Call): Promise<Response> {
  refuseWhileOff(portal)
  const { app } = portal
  const form = await readForm(exchange, call)
  const typed = readTyped(app, form)
  const checked = await checkForm(app, form, typed)
  const stamp = form.get('stamp') ?? ''
  if ('faults' in checked) {
    return replyForm(portal, exchange, { typed, stamp, faults: checked.faults })
  }
  const page = pageFor(portal, exchange)
  const { network } = portal.visitor(exchange)
  const wanted = { asked: checked.asked, typed, network, language: page.catalogue.tag }
  try {
    return redirect(page.paths.asked(await makeRequest(app, wanted)))
  } catch (error) {
    if (!(error instanceof Problem) || !isRefusal(error)) throw error
    return replyForm(portal, exchange, { typed, stamp, problem: error })
  }
}

/** What was typed stays in the form. */
function isRefusal({ code }: Problem): boolean {
  return code === 'too_many_requests' || code === 'requests_full'
}

function refuseWhileOff({ app }: Portal): void {
  if (!app.config.requests.open) throw new Problem('not_found')
}

interface Form {
  typed: Typed
  /** That of the form that was sent: it is the same attempt. */
  stamp?: string
  faults?: readonly AskFault[]
  problem?: Problem
}

function replyForm(
  portal: Portal,
  exchange: Exchange,
  { typed, stamp, faults = [], problem }: Form,
): Response {
  const { app } = portal
  const isOver = faults.some((fault) => 'ask' in fault && fault.ask === 'form_old')
  const page = pageFor(portal, exchange)
  const text = askPage(page, {
    typed,
    faults,
    refusal: problem ? (problem.code === 'requests_full' ? 'full' : 'too_many') : null,
    questions: app.config.requests.questions,
    rules: currentRules(app.config),
    stamp: stamp === undefined || isOver ? newStamp(app) : stamp,
  })
  const refused = faults.length > 0 ? 422 : 200
  const status = problem ? statusOf(problem.code) : refused
  const response = reply(portal, exchange, page, text, { status, form: true })
  const retry = problem ? retryHeader(problem) : {}
  for (const [name, value] of Object.entries(retry)) response.headers.set(name, value)
  return response
}
