import { createHmac } from 'node:crypto'
import type { Config } from '../model/config.ts'
import { options } from './options.ts'
import { isReloadable, valueOf } from './reload.ts'

/** A keyed digest of each option's value, by the option's key. Reveals no value without `key`. */
export type Marks = Readonly<Record<string, string>>

/** `--verbose` changes these for one process. */
const compared = options.filter(({ section }) => section !== 'log')

/** Tells two configurations apart. `key`: a secret that only portals of one database know. */
export function marksOf(config: Config, key: string): Marks {
  const mark = (option: (typeof compared)[number]) =>
    createHmac('sha256', key)
      // The space separates this HMAC from those of cookies, whose texts have none.
      .update(`option ${option.key} ${JSON.stringify(valueOf(config, option))}`)
      .digest('base64url')
      .slice(0, 8)
  return Object.fromEntries(compared.map((option) => [option.key, mark(option)]))
}

/** Keys of options that differ: those that SIGHUP takes over, and those that only a restart does. */
export interface Differing {
  reload: string[]
  restart: string[]
}

export function differing(running: Marks, read: Marks): Differing {
  // An option that one of them lacks belongs to another version of the program.
  const differs = compared.filter(({ key }) => key in running && running[key] !== read[key])
  return {
    reload: differs.filter(isReloadable).map(({ key }) => key),
    restart: differs.filter((option) => !isReloadable(option)).map(({ key }) => key),
  }
}
