import type { Homeserver } from '../ports/homeserver.ts'
import { error, fine } from '../shared/finding.ts'
import { refused } from './client/answers.ts'
import type { Client } from './client/client.ts'
import { pingHomeserver } from './client/client-server.ts'

/** A community without a homeserver: no account is ever made. The client is that of the bot's server. */
export function createNone(client: Client): Homeserver {
  return {
    kind: 'none',
    requires: { password: false, email: false },
    prepare: async () => refused('homeserver.kind is none: no accounts are made here'),
    check: async () => 'unknown',
    resolveOutcome: async () => 'undecided',
    ping: () => pingHomeserver(client),
    examine: async () => [
      (await pingHomeserver(client))
        ? fine(
            'answers',
            'The server of the bot answers. No accounts are made (homeserver.kind none).',
          )
        : error('answers', 'The server of the bot does not answer.', 'Is homeserver.url right?'),
    ],
    close: client.close,
  }
}
