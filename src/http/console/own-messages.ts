import { hasRoom } from '../../core/bot/jobs.ts'
import { setOwnQuiet, wantsQuiet } from '../../core/bot/quiet.ts'
import { ownAddress, setOwnAddress } from '../../core/mailing/own-address.ts'
import type { Actor } from '../../model/actor.ts'
import { readUntypedForm } from '../kit/forms.ts'
import type { ActorHandler, Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { invalid, isMistyped } from './mail.ts'
import { pageOf } from './page.ts'
import { redirect, reply } from './reply.ts'
import { ownMessagesPage, type OwnMessagesModel } from './views/own-messages.ts'

/** What somebody wants to be told, and where. */
export const showOwnMessages: ActorHandler<Console> = async (console, exchange, { actor }) =>
  replyOwn(console, exchange, actor, {
    value: (await ownAddress(console.app, actor)) ?? '',
    mistake: null,
    isSaved: exchange.req.query('saved') !== undefined,
  })

async function replyOwn(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  model: Omit<OwnMessagesModel, 'isQuiet'>,
) {
  const page = pageOf(console, exchange, actor)
  const hasBot = hasRoom(console.app.config) && actor.id !== null
  const isQuiet = hasBot ? await wantsQuiet(console.app, actor) : null
  const text = ownMessagesPage(page, { ...model, isQuiet })
  const status = model.mistake === null ? 200 : 422
  return reply(console, exchange, text, { tag: page.catalogue.tag, status })
}

/** An empty field removes it. The language of the page is the language of the mails. */
export const setOwnMail: ActorHandler<Console> = async (console, exchange, call) => {
  const { actor } = call
  const value = ((await readUntypedForm(exchange, call)).get('address') ?? '').trim()
  const language = pageOf(console, exchange, actor).catalogue.tag
  try {
    await setOwnAddress(console.app, value === '' ? null : { address: value, language }, actor)
    return redirect(`${console.paths.ownMail}?saved=1`)
  } catch (error) {
    const mistake = isMistyped(error) && invalid
    return replyOwn(console, exchange, actor, { value, mistake, isSaved: false })
  }
}

/** The same as `!quiet`. */
export const setQuietHere: ActorHandler<Console> = async (console, exchange, call) => {
  const isQuiet = (await readUntypedForm(exchange, call)).get('quiet') === '1'
  await setOwnQuiet(console.app, isQuiet, call.actor)
  return redirect(`${console.paths.ownMail}?saved=1`)
}
