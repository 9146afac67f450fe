import { isExposed } from '../../config/addresses.ts'
import { keyOf, type PorteroSettings } from './settings.ts'

/** Warnings about values that portero accepted silently, a sentence each. */
export function cautionsOf(settings: PorteroSettings): string[] {
  const { privateAddress, privatePort, tokenExpiration, matrixUrl } = settings
  const said: [boolean, string][] = [
    [
      isExposed({ host: privateAddress, port: privatePort }),
      `server.privateAddress (${privateAddress}) IS OPEN TO OTHERS: everybody who reaches port ` +
        `${privatePort} can create invitations. Set it to 127.0.0.1, or close the port in the firewall.`,
    ],
    [
      tokenExpiration <= 0,
      'server.tokenExpiration is not positive: links expire at once and are useless.',
    ],
    [!isWeb(matrixUrl), 'matrix.publicURL is not a web address: no page links to it.'],
  ]
  return said.filter(([applies]) => applies).map(([, sentence]) => sentence)
}

export function isWeb(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url)
}

/** Replaces option names in a warning by those of portero's file. */
export function inTheirWords(warning: string): string {
  return warning.replace(/^public\.url\b/, keyOf('publicUrl'))
}
