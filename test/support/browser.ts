import { type Browser, chromium as playwright } from 'playwright-core'
import { programPath } from './parts.ts'

const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
]

/** Launches the machine's Chromium, headless and silent on the network. The caller closes it. */
export function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: programPath('chromium'),
    args: QUIET,
    // Chromium's sandbox doesn't work for root, so it is disabled only then.
    chromiumSandbox: process.getuid?.() !== 0,
  })
}
