import { detailsOf } from '../../core/people/details.ts'
import { forgetPerson } from '../../core/people/forget.ts'
import { idOf, listPeople, startOfName } from '../../core/people/list.ts'
import { giveWayBack, takeWaysBack } from '../../core/people/ways-back.ts'
import { onlyAuthor } from '../../core/permissions.ts'
import { Problem } from '../../shared/errors.ts'
import { idPattern } from '../../shared/ids.ts'
import { findNamed, findPeople, findPerson, type Person } from '../../store/people-list.ts'
import { forgotten } from '../../store/people.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { ActorHandler, Exchange } from '../kit/route.ts'
import type { Actor } from '../../model/actor.ts'
import type { Console } from './console.ts'
import { showInvited } from './invited.ts'
import { turnsOf } from './list-query.ts'
import { pageOf } from './page.ts'
import { redirect, reply } from './reply.ts'
import { noticeOf, saying } from './notices.ts'
import { peoplePage } from './views/people.ts'
import { personPage, type PersonModel } from './views/person.ts'

const perPage = 25

/** Which accounts end soon. Those that are suspended until they are deactivated do, too. */
const soonMs = 14 * 24 * 3_600_000

/** People that a page shows as invited by one person. */
const mostInvited = 50

export const showPeople: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const { app } = console
  const page = pageOf(console, exchange, actor)
  const query = readPeopleQuery(exchange)
  const author = onlyAuthor(actor, 'people:read')
  const name = startOfName(query.name, app.serverName())
  const endsBefore = query.ends === '' ? undefined : app.clock() + soonMs
  const wanted = { ...query, kind: kindOf[query.kind], name, author, endsBefore }
  const found = await listPeople(app.db, { ...wanted, limit: perPage + 1 })
  const last = found.length > perPage ? found[perPage - 1] : undefined
  const text = peoplePage(page, {
    people: found.slice(0, perPage),
    filter: { name: query.name, inviter: query.inviter, kind: query.kind, ends: query.ends },
    ...turnsOf(query, last && idOf(last)),
  })
  return reply(console, exchange, text, { tag: page.catalogue.tag })
}

/** As the address says it. */
const kinds = ['here', 'own'] as const
const kindOf = { '': null, here: 'account', own: 'matrix_account' } as const

function readPeopleQuery({ req }: Exchange) {
  const text = (name: string) => (req.query(name) ?? '').trim().slice(0, 300)
  const before = text('before')
  return {
    name: text('name'),
    inviter: text('inviter'),
    kind: kinds.find((kind) => kind === req.query('kind')) ?? ('' as const),
    ends: req.query('ends') === 'soon' ? ('soon' as const) : ('' as const),
    before: idPattern.test(before) ? before : undefined,
  }
}

/** Problem: `not_found`, also for those whom the reader may not see. */
export async function personOf({ app }: Console, { req }: Exchange, actor: Actor): Promise<Person> {
  const author = onlyAuthor(actor, 'people:read')
  const person = await findPerson(app.db, req.param('id') ?? '', author)
  if (!person) throw new Problem('not_found')
  return person
}

export const showPerson: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const author = onlyAuthor(actor, 'people:read')
  const person = await findPerson(console.app.db, exchange.req.param('id') ?? '', author)
  if (!person) return showInvited(console, exchange, actor)
  return replyPerson(console, exchange, actor, person)
}

/** Makes a new link to somebody's own page. The answer is the only page that ever shows it. */
export const makeWayBack: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const person = await personOf(console, exchange, actor)
  const { link, expiresAt } = await giveWayBack(console.app, person.localpart, actor)
  const wayBack = { link, until: expiresAt, qr: console.qr(link) }
  return replyPerson(console, exchange, actor, person, wayBack)
}

/** Ends all links to somebody's own page. */
export const endLinks: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const { localpart, redemption_id: id } = await personOf(console, exchange, actor)
  await takeWaysBack(console.app, localpart, actor)
  const path = console.paths.person(id)
  return redirect(await saying(console, path, actor, ['account.ways_back_ended']))
}

async function replyPerson(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  person: Person,
  wayBack: PersonModel['wayBack'] = null,
): Promise<Response> {
  const { app } = console
  const author = onlyAuthor(actor, 'people:read')
  const page = pageOf(console, exchange, actor)
  const own = `:${app.serverName()}`
  // Who invited somebody is shown as a link only to those who may see everybody.
  const inviter =
    author === null && person.invited_by.startsWith('@') && person.invited_by.endsWith(own)
      ? await findNamed(app.db, person.invited_by.slice(1, -own.length))
      : undefined
  const invited =
    person.localpart === forgotten
      ? []
      : await findPeople(app.db, {
          author,
          inviter: `@${person.localpart}${own}`,
          name: '',
          last: undefined,
          limit: mostInvited,
        })
  const text = personPage(page, {
    person,
    ...(await detailsOf(app, { kind: 'account', account: person }, actor)),
    inviter: inviter ?? null,
    invited,
    wayBack,
    notice: await noticeOf(console, exchange, actor),
  })
  return reply(console, exchange, text, { tag: page.catalogue.tag })
}

export const forget: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const { redemption_id: id, localpart } = await personOf(console, exchange, actor)
  await forgetPerson(console.app, localpart, actor)
  return redirect(await saying(console, console.paths.person(id), actor, ['person.forgotten']))
}
