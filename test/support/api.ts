import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from '../../src/core/context.ts'
import { openApp } from '../../src/app.ts'
import type { ReadHeaders } from '../../src/http/kit/fetch/headers.ts'
import type { Response } from '../../src/http/kit/fetch/response.ts'
import { createPrivate } from '../../src/http/private/private.ts'
import { createConformance, type Document } from './api-document.ts'
import { testConfig, type Overrides as Settings } from './config.ts'
import { postgresDatabase } from './parts.ts'
import type { Kind } from './portal.ts'

export const secret = 'operators-only-0123456789'

interface Answer {
  status: number
  headers: ReadHeaders
  text: string
  /** The body, if it is JSON. */
  json: ReturnType<typeof JSON.parse>
}

export interface Ask {
  body?: unknown
  headers?: Record<string, string>
}

export interface TestApi extends AsyncDisposable {
  app: App
  /** The program's clock, in ms; tests set it. */
  time: { now: number }
  logged: () => string
  /** Sends a request with the admin secret; a body that is no string is sent as JSON. */
  ask: (method: string, path: string, ask?: Ask) => Promise<Answer>
  /** Replaces dependencies of the handler, for example by failing ones. */
  with: (parts: Partial<App>) => TestApi['ask']
}

/** The private listener without a socket. Every response is checked against the OpenAPI document. */
export async function openApi(kind: Kind = 'SQLite', settings: Settings = {}): Promise<TestApi> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-'))
  const url = kind === 'SQLite' ? `sqlite:${join(folder, 'latchkey.db')}` : await postgresDatabase()
  const time = { now: Date.UTC(2030, 4, 1, 12) }
  const lines: string[] = []
  const config = testConfig({
    homeserver: { url: 'http://127.0.0.1:9' },
    admin: { secret },
    database: { url },
    log: { level: 'trace', format: 'json' },
    timezone: 'Europe/Berlin',
    ...settings,
  })
  const app = await openApp(config, {
    clock: () => time.now,
    logTarget: { write: (line: string) => void lines.push(line) },
  })
  const conforms = createConformance(await documentOf(app))
  const asker = (parts: App): TestApi['ask'] => {
    const fetch = createPrivate(parts)
    return async (method, path, ask) => {
      const answer = await read(await fetch(requestOf(method, path, ask), undefined))
      check(app, answer)
      if (method === 'HEAD') return answer
      const [plain = ''] = path.split('?')
      const type = answer.headers.get('content-type')
      conforms(method, plain, answer.status, type, answer.json ?? answer.text)
      return answer
    }
  }
  return {
    app,
    time,
    logged: () => lines.join(''),
    ask: asker(app),
    with: (parts) => asker({ ...app, ...parts }),
    [Symbol.asyncDispose]: async () => {
      await app[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

async function documentOf(app: App): Promise<Document> {
  const document = await createPrivate(app)(requestOf('GET', '/api/v1/openapi.json'), undefined)
  return JSON.parse(await document.text())
}

function requestOf(method: string, path: string, { body, headers = {} }: Ask = {}): Request {
  const json = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const type: Record<string, string> =
    json === undefined ? {} : { 'content-type': 'application/json' }
  return new Request(`http://localhost:20001${path}`, {
    method,
    headers: { authorization: `Bearer ${secret}`, ...type, ...headers },
    ...(json === undefined ? {} : { body: json }),
  })
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== ''
  const json = isJson ? JSON.parse(text) : undefined
  return { status: response.status, headers: response.headers, text, json }
}

/** Checks what must hold for every response. */
function check({ config, cookieKey }: App, { status, headers, text }: Answer): void {
  for (const it of [secret, config.homeserver.registrationSharedSecret ?? secret, cookieKey]) {
    assert.ok(!text.includes(it), `the response contains a secret: ${text}`)
  }
  assert.doesNotMatch(text, /\bat .*\.ts:\d+/)
  assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'/)
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.equal(headers.get('referrer-policy'), 'no-referrer')
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(headers.get('access-control-allow-origin'), null)
  if (status >= 400 && text !== '' && !text.startsWith('{"status":"not_ready"')) {
    assert.equal(headers.get('content-type'), 'application/problem+json')
  }
}
