import type { Rate } from '../../model/config.ts'
import type { ConfigProblem } from '../../config/problem.ts'
import type { Databases } from './database-address.ts'
import type { Generation } from './keys.ts'
import type { Logging } from './logging.ts'
import type { Pattern } from './patterns.ts'
import type { Entry } from './document.ts'

/** The values of config.yaml, validated. */
export interface PredecessorSettings {
  generation: Generation
  /** Without a slash at its end. */
  homeserverUrl: string
  serverName: string
  registrationSecret: string
  /** Null: the API is off. */
  adminSecret: string | null
  /** Null if the file has one of the old program's defaults. */
  clientUrl: string | null
  logo: string | null
  /** Without a slash at its end; '' for none. */
  baseUrl: string
  databases: Databases
  host: string
  port: number
  rates: Rate[]
  allowCors: boolean
  logAddresses: boolean
  logging: Logging
  shortestPassword: number
  names: { wanted: Pattern[]; unwanted: Pattern[] }
  /** What `latchkey:` holds. */
  extra: Entry | undefined
}

/** What the reading of a file found beside its settings. */
export interface Findings {
  problems: ConfigProblem[]
  warnings: string[]
}
