import type { Config } from '../config/config.ts'
import type { Finding } from '../homeserver/homeserver.ts'
import { askPrivately } from './private-listener.ts'
import { explain } from './explain.ts'

/** In ms. */
const patience = 5_000

/**
 * Whether people who open public.url arrive at this portal, tried from here: the first page, and the
 * stylesheet that it names, since a web server in front may pass on only half. `null`: it can't be told, as the
 * portal isn't running.
 */
export async function examinePublicUrl(config: Config): Promise<Finding | null> {
  const home = `${config.public.url}/`
  try {
    const page = await fetchText(home)
    const style = / href="([^"]*\/static\/style\.[^"]*)"/.exec(page)?.[1]
    if (style === undefined) return bad(`What answers at ${home} is not this portal.`)
    await fetchText(new URL(style, home).href)
    return { ok: true, sentence: `${home} leads to this portal.` }
  } catch (error) {
    if (!(await isRunning(config))) return null
    return bad(`The portal is running, but ${home} does not lead to it: ${explain(error)}.`)
  }
}

async function fetchText(url: string): Promise<string> {
  const signal = AbortSignal.timeout(patience)
  const response = await fetch(url, { signal, redirect: 'manual' }).catch((error: Error) => {
    throw error.cause ?? error
  })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${url} is answered ${response.status}`)
  return text
}

async function isRunning({ private: { listen } }: Config): Promise<boolean> {
  return askPrivately(listen, '/health').then(
    (status) => status === 200,
    () => false,
  )
}

function bad(sentence: string): Finding {
  return { ok: false, sentence }
}
