import type { Config } from '../model/config.ts'

/** The database's address without a password, wherever in it one may stand. */
export function databaseName({ database }: Pick<Config, 'database'>): string {
  return database.url.replace(/\/\/.*@/s, '//').replace(/\?.*/s, '')
}
