import type { FieldFault } from '../../shared/errors.ts'
import { inviteStatus } from '../../core/invites/invite.ts'
import { nameFault } from '../../core/redemption/name-fault.ts'
import { nameRulesOf, readName } from '../../core/redemption/name-rules.ts'
import { offerNames } from '../../core/redemption/suggestions.ts'
import { Response } from '../kit/fetch/response.ts'
import { privateHeaders } from '../kit/headers.ts'
import { invitationOf } from './invitation.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { pageFor } from './reply.ts'
import { freeSentence, plainSentence } from './views/field-words.ts'

/**
 * Advisory: whether a name is available, as JSON. Empty if the homeserver can't tell or must not be asked
 * now (src/core/line/look-ups.ts).
 */
export async function checkName(portal: Portal, exchange: Exchange): Promise<Response> {
  const { app, limits } = portal
  const invite = await invitationOf(portal, exchange)
  const { network } = portal.visitor(exchange)
  await limits.nameChecks.spend(network)
  const name = readName(exchange.req.query('name') ?? '', app.serverName())
  // This person may just have taken the last place while the script was still checking.
  const isOpen = inviteStatus(invite, app.clock()) === 'active'
  const said = isOpen ? await judgeName(portal, exchange, name) : { status: 'unknown' }
  return new Response(JSON.stringify(said), { headers: privateHeaders('application/json') })
}

async function judgeName(portal: Portal, exchange: Exchange, name: string) {
  const { app } = portal
  const { address } = portal.visitor(exchange)
  const { catalogue } = pageFor(portal, exchange)
  const refuse = async (status: string, fault: FieldFault) => ({
    status,
    message: plainSentence(catalogue, fault, name),
    suggestions: await offerNames(app, fault, {
      localpart: name,
      visitor: address,
      mayLookUp: () => Promise.resolve(true),
    }),
  })
  const fault = await nameFault(nameRulesOf(app), name)
  if (fault !== null) return refuse('invalid', fault)
  const [standing = 'unknown'] = (await app.lookUps.check(app.homeserver, [name], address)) ?? []
  if (standing === 'unknown') return { status: standing }
  if (standing === 'free') return { status: standing, message: freeSentence(catalogue, name) }
  return refuse(standing === 'taken' ? 'taken' : 'invalid', { code: `name_${standing}` })
}
