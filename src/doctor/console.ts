import { isLoopback } from '../config/addresses.ts'
import { fine, type Finding, warning } from '../shared/finding.ts'
import type { DoctorContext } from './context.ts'

/** Whether the console can be used, and who can sign in to it. */
export async function examineConsole({ config, signIn }: DoctorContext): Promise<Finding[]> {
  const { listen } = config.console
  if (listen === 'off') return [fine('console', 'The console is off.')]
  if (listen === 'private') {
    const where = fine('console', 'The console is on the private listener, at /console.')
    return [where, ...(await signIn.examine(null))]
  }
  const { url } = config.public
  const site = new URL(url)
  if (site.protocol !== 'https:' && !isLoopback(site.hostname)) return [insecure]
  const returnTo = `${url}/console/callback/oauth`
  return [fine('console', `The console is at ${url}/console.`), ...(await signIn.examine(returnTo))]
}

const insecure = warning(
  'console',
  'The console needs https, and public.url is http: it lets nobody sign in.',
  'Set public.url to an https address, or console.listen to private or off.',
)
