import type { Config } from './config.ts'

/** The database's address without a password. */
export function databaseName({ database }: Pick<Config, 'database'>): string {
  return database.url.replace(/\/\/.*@/s, '//')
}
