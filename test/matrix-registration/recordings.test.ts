import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { needs, synapse } from '../support/parts.ts'
import { newName } from '../support/synapse-client.ts'
import { differences, type What } from './differences.ts'
import { type OldPortal, type OldRow, openOldPortal, sendRaw } from './old-portal.ts'
import { type RecordedResponse, readResponse, type Recording, recordings } from './recordings.ts'

/** The tokens of the recordings, in their state before each recording. */
const FIRST: OldRow[] = [
  ['ExpandAbsentVacuum', null, 0, 0, 0],
  ['ThomasFranceKayak', null, 1, 1, 0],
  ['OptimalTouchMobile', null, 1, 0, 0],
  ['VortexFilterSamuel', '2020-01-01 00:00:00.000000', 1, 0, 0],
  ['SlowBernardOffice', null, 0, 4, 0],
]
const LATER: OldRow[] = [
  ['SlowBernardOffice', null, 0, 0, 0],
  ['VortexFilterSamuel', '2020-01-01 00:00:00.000000', 1, 0, 0],
  ['ThomasFranceKayak', null, 1, 1, 0],
  ['TridentHouseStatus', null, 3, 0, 0],
]
const OLDEST: OldRow[] = [
  ['VortexFilterSamuel', '2020-01-01 00:00:00.000000', 1, 0, 0],
  ['TridentHouseStatus', null, 1, 0, 0],
]

const all = recordings()
replay('the recordings of 0.9.1, registration and lists', FIRST, (name) => name < '050', all)
replay('the recordings of 0.9.1, tokens', LATER, (name) => name >= '050', all)
replay('further recordings of 0.9.1', LATER, () => true, recordings('v0.9.1'))
replay('recordings of 0.7.2', OLDEST, () => true, recordings('v0.7.2'))

function replay(
  title: string,
  tokens: OldRow[],
  isMeant: (name: string) => boolean,
  recorded: Recording[],
): void {
  describe(`${title} are answered as the old program answered them`, needs('synapse'), () => {
    let portal: OldPortal
    const run = newName('')
    before(async () => (portal = await openOldPortal({ tokens })))
    after(() => portal[Symbol.asyncDispose]())
    for (const { name, request, response } of recorded.filter((one) => isMeant(one.name))) {
      test(name, async () => {
        const reply = await sendRaw(portal.port, resized(request.replaceAll(NAMES, `$&${run}`)))
        const ours = readResponse(reply.replaceAll(run, ''))
        compare(name, response, ours, request)
      })
    }
  })
}

/** The names that the recordings registered: each test run needs new ones. */
const NAMES = /(?<=username(?:=|"\r\n\r\n)(?:%40)?)(?:more)?gold\d+/gi

function resized(request: string): string {
  const [head = '', body = ''] = request.split(/\r\n\r\n([^]*)/)
  const length = `Content-Length: ${Buffer.byteLength(body)}`
  return `${head.replace(/^Content-Length: \d+/m, length)}\r\n\r\n${body}`
}

function compare(
  name: string,
  theirs: RecordedResponse,
  ours: RecordedResponse,
  request: string,
): void {
  const allowed = new Set(differences[name]?.what)
  const mints = request.startsWith('POST /token') || request.startsWith('POST /api/token')
  const pairs: [What, unknown, unknown][] = [
    ['status', theirs.status, ours.status],
    ['contentType', theirs.contentType, ours.contentType],
    [
      'allow',
      request.startsWith('OPTIONS') ? theirs.allow : [],
      request.startsWith('OPTIONS') ? ours.allow : [],
    ],
    ['json', readJson(theirs, mints), readJson(ours, mints)],
  ]
  assert.equal(ours.authenticate, theirs.authenticate)
  for (const [what, expected, actual] of pairs) {
    if (allowed.has(what)) assert.notDeepEqual(actual, expected, `${what} is on the list`)
    else assert.deepEqual(actual, expected, what)
  }
  assert.equal(JSON.stringify(readJson(ours, false)), sortedText(ours), 'keys are sorted')
}

/** Of a page only the type is compared; of a new token, only the type of its name. */
function readJson({ contentType, body }: RecordedResponse, mints: boolean): unknown {
  if (contentType !== 'application/json') return null
  // Each run's homeserver has another name.
  const text = body.replaceAll('hs.test', serverName())
  const json: Record<string, unknown> = JSON.parse(text)
  return mints && 'name' in json ? { ...json, name: 'a new one' } : json
}

function serverName(): string {
  return synapse().serverName
}

function sortedText({ contentType, body }: RecordedResponse): string {
  return contentType === 'application/json' ? body.trim() : 'null'
}
