import type { Context } from '../core/context.ts'
import { formatDate } from '../i18n/dates.ts'
import type { MailValues } from '../model/mail.ts'
import { makePaths } from '../shared/paths.ts'
import type { MailLanguage } from './words.ts'

/** Values for a preview. */
export function sampleValues(
  { config, serverName, clock }: Pick<Context, 'config' | 'serverName' | 'clock'>,
  { tag }: MailLanguage,
): MailValues {
  const inTwoDays = clock() + 2 * 86_400_000
  return {
    community: config.community.title,
    server: serverName(),
    link: makePaths(config.public.url).invitation('4v7k-9qhc'),
    date: formatDate(inTwoDays, 'moment', { tag, timeZone: config.timezone }),
    inviter: 'ruth',
    name: 'ana',
    number: '7',
    sentence: '…',
  }
}
