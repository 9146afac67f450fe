// `node tools/contact-sheet.ts [--only TEXT] [--lang en,ar] [--width 360,1440] [--scheme dark]
// [--accent #rrggbb]`: a picture of every page and state in contact-sheet/, and all on one sheet.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { chromium, type Browser, type Page } from 'playwright-core'
import { languages } from '../src/i18n/catalogue.ts'
import { findChromium } from './chromium.ts'
import { servePages } from './page-server.ts'
import { consoleScreens } from './console-samples.ts'
import { screens } from './samples.ts'

const folder = new URL('../contact-sheet/', import.meta.url)

interface View {
  screen: string
  tag: string
  width: number
  scheme: 'light' | 'dark'
}

const { values: wanted } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    lang: { type: 'string' },
    width: { type: 'string' },
    scheme: { type: 'string' },
    accent: { type: 'string', default: '#2f7d5b' },
  },
})

/** Every page in every language on a phone; English and Arabic also wider and in the dark. */
const views = (): View[] =>
  Object.keys({ ...screens, ...consoleScreens }).flatMap((screen) =>
    languages.flatMap((tag) =>
      [360, 768, 1440].flatMap((width) =>
        (['light', 'dark'] as const).map((scheme) => ({ screen, tag, width, scheme })),
      ),
    ),
  )

const among = (list: string | undefined, value: string | number): boolean =>
  list === undefined || list.split(',').includes(String(value))

const chosen = ({ screen, tag, width, scheme }: View): boolean => {
  const usual =
    (width === 360 && scheme === 'light') ||
    tag === 'en' ||
    (tag === 'ar' && (width === 360) !== (scheme === 'light'))
  const narrowed = wanted.lang ?? wanted.width ?? wanted.scheme
  return (
    (usual || narrowed !== undefined) &&
    screen.includes(wanted.only) &&
    among(wanted.lang, tag) &&
    among(wanted.width, width) &&
    among(wanted.scheme, scheme)
  )
}

const fileOf = ({ screen, tag, width, scheme }: View): string =>
  `${screen}.${tag}.${width}.${scheme}.png`

const shoot = async (page: Page, url: string, view: View): Promise<void> => {
  await page.setViewportSize({ width: view.width, height: view.width < 500 ? 640 : 900 })
  await page.emulateMedia({ colorScheme: view.scheme, reducedMotion: 'reduce' })
  await page.goto(`${url}/${view.tag}/${view.screen}`)
  await page.screenshot({ path: new URL(fileOf(view), folder).pathname, fullPage: true })
}

/** One picture with thumbnails of the first 150, in the order in which they were taken. */
const combine = async (browser: Browser, taken: readonly View[]): Promise<void> => {
  const figure = (view: View) => {
    const picture = readFileSync(new URL(fileOf(view), folder)).toString('base64')
    return `<figure><img height="420" src="data:image/png;base64,${picture}">
<figcaption>${fileOf(view)}</figcaption></figure>`
  }
  const page = await browser.newPage({ viewport: { width: 2400, height: 900 } })
  await page.setContent(`<style>body{display:flex;flex-wrap:wrap;gap:12px;font:11px sans-serif}
figure{margin:0}img{max-width:560px;object-fit:contain;border:1px solid #ccc}</style>
${taken.map(figure).join('')}`)
  const path = new URL('sheet.png', folder).pathname
  await page.screenshot({ path, fullPage: true })
}

const main = async (): Promise<void> => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const served = await servePages(wanted.accent)
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-background-networking'],
  })
  const taken = views().filter(chosen)
  const page = await browser.newPage({ timezoneId: 'Europe/Lisbon' })
  for (const view of taken) await shoot(page, served.url, view)
  await combine(browser, taken.slice(0, 150))
  await browser.close()
  served.close()
  process.stdout.write(`${taken.length} pictures in ${folder.pathname}\n`)
}

await main()
