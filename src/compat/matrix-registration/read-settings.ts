import { resolve } from 'node:path'
import type { Rate } from '../../model/config.ts'
import { pictureFault } from '../../config/picture.ts'
import { serviceUrl } from '../../config/addresses.ts'
import type { ValueType } from '../../config/option.ts'
import {
  problem,
  type ConfigProblem,
  type Place,
  wrongSecret,
  wrongValue,
} from '../../config/problem.ts'
import { integer } from '../../config/values.ts'
import { databaseOf, type Databases, expandFolder, readDatabase } from './database-address.ts'
import type { Document } from './document.ts'
import type { Key } from './keys.ts'
import { readLogging } from './logging.ts'
import { type Pattern, patternType, readPattern } from './patterns.ts'
import { asText, isMap } from './plain.ts'
import { rateList, readRates, usualRates } from './rates.ts'
import type { Findings, PredecessorSettings } from './settings.ts'

/** The secret of the sample file: with it the API stays off. */
const SAMPLE_SECRET = 'APIAdminPassword'

/** The clients in the sample files: not chosen by the operator. */
const SAMPLE_CLIENTS = ['https://riot.im/app/', 'https://app.element.io/#/login']

interface Reader {
  document: Document
  cwd: string
  file: string
  /** In the order in which they are found; the reasons of wrong values are found later. */
  problems: Promise<ConfigProblem>[]
  warnings: string[]
}

/**
 * Validates the values of a file, with the old program's defaults for missing keys.
 * @param cwd base of relative paths, and the value of `{cwd}`
 */
export async function readSettings(
  document: Document,
  { file, cwd }: { file: string; cwd: string },
): Promise<{ settings: PredecessorSettings } & Findings> {
  const reader: Reader = { document, cwd, file, problems: [], warnings: [...document.warnings] }
  const homeserverUrl = readHomeserver(reader)
  const registrationSecret = text(reader, 'registration_shared_secret') ?? ''
  if (registrationSecret === '') miss(reader, 'registration_shared_secret', 'the secret')
  const logging = readLogging(valueOf(reader, 'logging'), cwd)
  reader.warnings.push(...logging.warnings)
  const settings: PredecessorSettings = {
    generation: document.generation,
    homeserverUrl,
    serverName: text(reader, 'server_name') || hostOf(homeserverUrl),
    registrationSecret,
    adminSecret: readAdminSecret(reader, registrationSecret),
    clientUrl: readClient(reader),
    logo: readLogo(reader),
    baseUrl: readBase(reader),
    databases: readDatabases(reader),
    host: text(reader, 'host') ?? 'localhost',
    port: readNumber(reader, 'port', 5000, 65535),
    rates: readLimits(reader),
    allowCors: flag(reader, 'allow_cors'),
    logAddresses: flag(reader, 'ip_logging'),
    logging,
    shortestPassword: readShortest(reader),
    names: {
      wanted: readPatterns(reader, 'validation_regex'),
      unwanted: readPatterns(reader, 'invalidation_regex'),
    },
    extra: document.entries.get('latchkey'),
  }
  return { settings, problems: await Promise.all(reader.problems), warnings: reader.warnings }
}

function valueOf({ document }: Reader, key: Key): unknown {
  return document.entries.get(key)?.value
}

function text(reader: Reader, key: Key): string | undefined {
  const value = valueOf(reader, key)
  return typeof value === 'boolean' ? undefined : asText(value)?.trim()
}

/** True, and also the words that people write for it in files of secrets. */
function flag(reader: Reader, key: Key): boolean {
  return /^(true|yes|on|1)$/i.test(asText(valueOf(reader, key)) ?? '')
}

function miss({ problems, file }: Reader, key: Key, expected: string): void {
  problems.push(Promise.resolve(problem({ file, line: null, key }, 'is missing', { expected })))
}

/** `part`: the name below the key. */
function refuse(
  { document, file, cwd, problems }: Reader,
  key: Key,
  value: unknown,
  type: ValueType<unknown>,
  part = '',
): void {
  const place = document.entries.get(key)?.place ?? { file, line: null, key }
  problems.push(explain({ ...place, key: `${place.key}${part}` }, value, type, cwd))
}

async function explain(
  place: Place,
  value: unknown,
  type: ValueType<unknown>,
  folder: string,
): Promise<ConfigProblem> {
  const written = asText(value) ?? null
  const { explainRefusal } = await import('../../config/refusal.ts')
  const refusal = written === null ? null : await explainRefusal(type, written, { folder })
  // A database's address holds a password.
  return place.key === 'db'
    ? wrongSecret(place, 'it', type.expected, refusal?.why)
    : wrongValue(place, written, type.expected, refusal)
}

function readHomeserver(reader: Reader): string {
  const written = text(reader, 'server_location')
  if (written === undefined) miss(reader, 'server_location', 'the address of the homeserver')
  else if (!/^https?:\/\//i.test(written) || !URL.canParse(written)) {
    refuse(reader, 'server_location', written, serviceUrl)
  }
  return (written ?? '').replace(/\/+$/, '')
}

function hostOf(url: string): string {
  return URL.parse(url)?.hostname ?? ''
}

/** Generations without a key for it used the homeserver's registration secret for the API. */
function readAdminSecret(reader: Reader, registrationSecret: string): string | null {
  if (!reader.document.entries.has('admin_api_shared_secret')) return registrationSecret || null
  const secret = text(reader, 'admin_api_shared_secret') ?? ''
  if (secret !== SAMPLE_SECRET) return secret === '' ? null : secret
  reader.warnings.push(
    `THE API IS OFF: its secret is ${SAMPLE_SECRET}, which everybody knows from the sample file. ` +
      'Set another one, for example from `openssl rand -hex 24`.',
  )
  return null
}

function readClient(reader: Reader): string | null {
  const url = text(reader, 'client_redirect')
  if (url === undefined || url === '' || SAMPLE_CLIENTS.includes(url)) return null
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return url
  reader.warnings.push('client_redirect is not a web address: no page links to it.')
  return null
}

/** The sample's own picture lay in the program's package. */
function readLogo(reader: Reader): string | null {
  const written = text(reader, 'client_logo')
  if (written === undefined || written.startsWith('static/')) return null
  const path = resolve(reader.cwd, expandFolder(written, reader.cwd))
  const fault = pictureFault(path)
  if (fault === null) return path
  reader.warnings.push(`client_logo is ${path}, which ${fault}: no picture is shown.`)
  return null
}

function readBase(reader: Reader): string {
  const written = (text(reader, 'base_url') ?? '').replace(/^\/*|\/*$/g, '')
  return written === '' ? '' : `/${written}`
}

function readDatabases(reader: Reader): Databases {
  const { cwd } = reader
  const usual = 'sqlite:///{cwd}db.sqlite3'
  const written = text(reader, 'db') ?? usual
  const found = readDatabase(written, cwd)
  if (!found) refuse(reader, 'db', written, databaseOf(cwd))
  return found ?? { old: '', own: '' }
}

function readNumber(reader: Reader, key: Key, usual: number, most: number): number {
  const written = text(reader, key) ?? String(usual)
  if (/^\d{1,9}$/.test(written) && Number(written) <= most) return Number(written)
  refuse(reader, key, written, integer(0, most))
  return usual
}

function readLimits(reader: Reader): Rate[] {
  const value = valueOf(reader, 'rate_limit') ?? usualRates
  const lines = Array.isArray(value) ? value : [value]
  return lines.flatMap((line) => {
    const rates = readRates(String(line))
    if (!rates) refuse(reader, 'rate_limit', line, rateList)
    return rates ?? []
  })
}

function readShortest(reader: Reader): number {
  const password = valueOf(reader, 'password')
  const written = isMap(password) ? (asText(password['min_length'] ?? 8) ?? '') : '8'
  const least = /^\d{1,3}$/.test(written.trim()) ? Number(written) : NaN
  if (least <= 255) return least
  refuse(reader, 'password', written, integer(0, 255), '.min_length')
  return 8
}

function readPatterns(reader: Reader, name: string): Pattern[] {
  const username = valueOf(reader, 'username')
  const value = isMap(username) ? (username[name] ?? []) : []
  const sources = (Array.isArray(value) ? value : [value]).map((one) => asText(one) ?? '')
  // An empty pattern matches every name: a sample's `['']` would refuse everybody.
  if (sources.includes('')) reader.warnings.push(`${name} holds an empty pattern; it is ignored.`)
  return sources.filter(Boolean).flatMap((source) => {
    const pattern = readPattern(source)
    if ('source' in pattern) return pattern
    refuse(reader, 'username', source, patternType(pattern.why), `.${name}`)
    return []
  })
}
