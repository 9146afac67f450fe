import { missing } from './found.ts'
import { findProgram } from './programs.ts'

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The path of a Chromium or Chrome, $CHROMIUM's when set. Throws a sentence that says what to do. */
export function findChromium(): string {
  const wanted = process.env.CHROMIUM
  const chromium = findProgram(wanted ? [wanted] : NAMES)
  if (chromium !== undefined) return chromium
  throw missing(
    wanted
      ? `CHROMIUM is ${wanted}, which is not an executable program.`
      : 'Chromium is not installed (on Debian: apt install chromium); CHROMIUM can name its path.',
  )
}
