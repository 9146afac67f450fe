// Serves the sample pages with the portal's headers and assets, without a database or homeserver.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { formHeaders, policyWithStyles } from '../src/http/kit/headers.ts'
import { mailStyles } from '../src/mail/compose.ts'
import { qrSvg } from '../src/http/portal/views/components.ts'
import { themeCss } from '../src/http/portal/views/theme.ts'
import { consoleScreens } from './console-samples.ts'
import { code, samplePage, screens } from './samples.ts'

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json',
  html: 'text/html; charset=utf-8',
}

const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120">
<path fill="#cfe6f2" d="M0 0h120v120H0z"/><circle cx="84" cy="34" r="15" fill="#f4c65a"/>
<path fill="#8fb573" d="M0 78c30-22 62-20 120 2v40H0z"/>
<path fill="#5d8f54" d="M0 96c40-18 80-14 120-4v28H0z"/>
<path fill="none" stroke="#2f5d3a" stroke-width="5" stroke-linecap="round" d="M46 104V66"/>
<path fill="#2f5d3a" d="M46 74c-16 0-22-10-22-20 14 0 22 6 22 20zM46 66c0-16 8-24 24-24 0 15-8 24-24 24z"/></svg>`

const asset = (name: string, accent: string): string => {
  if (name === 'theme.css') return themeCss(accent)
  if (name === 'picture.svg') return picture
  const place = name.startsWith('console.') ? 'console' : 'portal'
  return readFileSync(new URL(`../src/http/${place}/assets/${name}`, import.meta.url), 'utf8')
}

const answer = (url: URL, accent: string): [string, string] | undefined => {
  const file = /^(?:\/console)?\/static\/([a-z.]+)$/.exec(url.pathname)?.[1]
  if (file) return [asset(file, accent), file.split('.').at(-1) ?? '']
  if (url.pathname.endsWith('/qr.svg')) return [qrSvg(`https://garden.example/i/${code}`), 'svg']
  if (url.pathname.endsWith('/name')) {
    const name = url.searchParams.get('name') ?? ''
    const page = samplePage('en').catalogue
    const taken = {
      status: 'taken',
      message: page.t('check.taken', { name }),
      suggestions: ['ana27'],
    }
    const free = { status: 'free', message: page.t('check.free', { name }) }
    return [JSON.stringify(name === 'ana' ? taken : free), 'json']
  }
  const [, tag = '', screen = ''] = url.pathname.split('/')
  const page = screens[screen]?.(samplePage(tag)) ?? consoleScreens[screen]?.(tag)
  return page === undefined ? undefined : [page, 'html']
}

/** Pages at /TAG/SCREEN; the accent colour is the operator's. Close it with `close`. */
export const servePages = async (accent: string): Promise<{ url: string; close: () => void }> => {
  const server = createServer((request, response) => {
    const found = answer(new URL(request.url ?? '/', 'http://localhost'), accent)
    const [body, type] = found ?? ['', 'html']
    response.writeHead(found ? 200 : 404, {
      ...formHeaders('en'),
      'content-security-policy': policyWithStyles(mailStyles),
      'content-type': types[type] ?? 'text/plain',
    })
    response.end(body)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
