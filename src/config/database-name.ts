import type { Config } from '../model/config.ts'

/** The database URL without user, password and parameters, so that it shows no secret. */
export function databaseName({ database }: Pick<Config, 'database'>): string {
  return database.url.replace(/\/\/.*@/s, '//').replace(/\?.*/s, '')
}
