import { failed, type Fault, type Parsed } from './fault.ts'
import { readProperties } from './properties.ts'
import * as value from './values.ts'

/** What a file of portero's says; durations in ms, addresses looked up. */
export interface PorteroSettings {
  adminUrl: string
  adminSharedSecret: string
  matrixUrl: string
  publicPort: number
  publicAddress: string
  privatePort: number
  privateAddress: string
  title: string
  tokenExpiration: number
  publicUrl: string
  threadCount: number
}

interface Key<T> {
  key: string
  read: value.Read<T>
  default?: T
}

/** Every key in the order in which portero reads them, and so tells what is wrong with them. */
const KEYS: { [Name in keyof PorteroSettings]: Key<PorteroSettings[Name]> } = {
  adminUrl: { key: 'matrix.adminURL', read: value.uri },
  adminSharedSecret: { key: 'matrix.adminSharedSecret', read: value.text },
  matrixUrl: { key: 'matrix.publicURL', read: value.uri },
  publicPort: { key: 'server.publicPort', read: value.integer },
  publicAddress: { key: 'server.publicAddress', read: value.address },
  privatePort: { key: 'server.privatePort', read: value.integer },
  privateAddress: { key: 'server.privateAddress', read: value.address },
  title: { key: 'server.title', read: value.text },
  tokenExpiration: { key: 'server.tokenExpiration', read: value.duration, default: 48 * 3_600_000 },
  publicUrl: { key: 'server.publicURL', read: value.uri },
  threadCount: { key: 'server.threadCount', read: value.integer, default: 4 },
}

/** The name in the file of a setting. */
export function keyOf(name: keyof PorteroSettings): string {
  return KEYS[name].key
}

export interface PorteroFile {
  settings: PorteroSettings
  /** Everything in the file, for keys that portero didn't know. */
  properties: ReadonlyMap<string, string>
}

/** Reads a whole file, or finds all that is wrong with it. */
export async function readPortero(bytes: Buffer): Promise<PorteroFile | { faults: Fault[] }> {
  const parsed = readProperties(bytes)
  if ('fault' in parsed) return { faults: [parsed.fault] }
  const properties = parsed.value
  const found: Partial<Record<keyof PorteroSettings, unknown>> = {}
  const faults: Fault[] = []
  for (const [name, key] of Object.entries(KEYS) as [keyof PorteroSettings, Key<unknown>][]) {
    const one = await readKey(key, properties.get(key.key))
    if ('fault' in one) faults.push(one.fault)
    else found[name] = one.value
  }
  const settings = found as PorteroSettings
  const all = faults.length > 0 ? faults : unusable(settings)
  return all.length > 0 ? { faults: all } : { settings, properties }
}

async function readKey<T>(key: Key<T>, given: string | undefined): Promise<Parsed<T>> {
  if (given !== undefined) return key.read(key.key, given)
  if (key.default !== undefined) return { value: key.default }
  const message = `Key not found in properties: ${key.key}`
  return failed('com.io7m.jproperties.JPropertyNonexistent', message)
}

/** What portero notices when the rest is in order, and what it would only have noticed later. */
function unusable(settings: PorteroSettings): Fault[] {
  const { adminUrl, publicUrl, publicPort, privatePort, threadCount } = settings
  const slash = adminUrl.endsWith('/')
  const cautions: [boolean, string][] = [
    [!slash, 'The Matrix server admin URI must end with /'],
    [
      slash && !isWeb(adminUrl),
      `${keyOf('adminUrl')} must be an http or https address: ${adminUrl}`,
    ],
    [!isWeb(publicUrl), `${keyOf('publicUrl')} must be an http or https address: ${publicUrl}`],
    [!isPort(publicPort), `port out of range:${publicPort}`],
    [!isPort(privatePort), `port out of range:${privatePort}`],
    [threadCount < 1, `max threads (${threadCount}) less than min threads (1)`],
  ]
  const said = cautions.filter(([applies]) => applies).map(([, message]) => message)
  return said.map((message) => ({ type: 'java.lang.IllegalArgumentException', message }))
}

function isWeb(text: string): boolean {
  return /^https?:\/\/[^/?#]/i.test(text) && URL.canParse(text)
}

function isPort(number: number): boolean {
  return number >= 0 && number <= 65_535
}
