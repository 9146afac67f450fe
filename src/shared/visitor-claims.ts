import { parseNode, readForwarded } from './forwarded.ts'

/** Headers of one address, by which edges (Cloudflare, Akamai, Fastly, Fly.io, Azure) tell the visitor's. */
const ofEdges = [
  'cf-connecting-ip',
  'true-client-ip',
  'fastly-client-ip',
  'fly-client-ip',
  'x-azure-clientip',
] as const

/**
 * The first address in each header that proxies write the visitor's into. Anybody can forge them; for
 * somebody who sends none of them, the first one is what the outermost proxy saw.
 */
export function visitorClaims(
  header: (name: string) => string | undefined,
): Record<string, string> {
  const firsts: [string, string | undefined][] = [
    ['x-forwarded-for', header('x-forwarded-for')?.split(',')[0]],
    ['forwarded', readForwarded(header('forwarded') ?? '')?.[0]],
    ...ofEdges.map((name): [string, string | undefined] => [name, header(name)]),
  ]
  return Object.fromEntries(
    firsts.flatMap(([name, text = '']) => {
      const address = parseNode(text.trim())
      return address === null ? [] : [[name, address.toString()]]
    }),
  )
}
