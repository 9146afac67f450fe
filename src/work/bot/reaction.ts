import type { App } from '../../core/context.ts'
import { decideRequest } from '../../core/requests/decide.ts'
import type { BotFailure } from '../../ports/bot.ts'
import { findPostOfEvent, isPosting } from '../../store/bot-posts.ts'
import type { BotInboxRow } from '../../store/bot-rows.ts'
import { hasEarlier } from '../../store/bot-sync.ts'
import { decideOnce } from './decide.ts'
import type { Outcome } from './outcome.ts'

/** Delay while an earlier reaction is undecided, in ms. */
const earlierMs = 100

/** Delay while the id of the post is unknown because it is just being sent, in ms. */
const postingMs = 500

/** Decides the request to whose post somebody reacted, if they may; the first decision stands. */
export async function decideByReaction(
  app: App,
  entry: BotInboxRow,
): Promise<Outcome | BotFailure> {
  // Jobs run in any order, and reactions of hours may be read at once.
  if (await hasEarlier(app.db, entry)) return { kind: 'limited', retryAfterMs: earlierMs }
  const post = await findPostOfEvent(app.db, entry.about ?? '')
  if (post?.part === 'request') {
    const kind = entry.body === '✅' ? 'approve' : 'decline'
    return decideOnce(app, entry, async (inner, actor) => {
      await decideRequest(inner, post.about, { kind }, actor)
      return { kind: 'silent' }
    })
  }
  const isUnknown = !post && (await isPosting(app.db))
  return isUnknown ? { kind: 'limited', retryAfterMs: postingMs } : { kind: 'silent' }
}
