import { isExposed } from '../../config/addresses.ts'
import { keyOf, type PorteroSettings } from './settings.ts'

/** Warnings about values that portero accepted silently, a sentence each. */
export function cautionsOf(settings: PorteroSettings): string[] {
  const { privateAddress, privatePort, tokenExpiration, matrixUrl } = settings
  const said: [boolean, string][] = [
    [
      isExposed({ host: privateAddress, port: privatePort }),
      `server.privateAddress (${privateAddress}) IS OPEN TO OTHERS: whoever reaches port ` +
        `${privatePort} can invite anybody. Set it to 127.0.0.1, or close the port in the firewall.`,
    ],
    [tokenExpiration <= 0, 'server.tokenExpiration is over at once: no link can ever be used.'],
    [!isWeb(matrixUrl), 'matrix.publicURL is no web address, so nobody is led there.'],
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
