import type { Table } from './option.ts'
import { nameOptions } from './option.ts'
import { bot } from './options/bot.ts'
import { connection } from './options/connection.ts'
import { messages } from './options/messages.ts'
import { operation } from './options/operation.ts'
import { people } from './options/people.ts'
import { requests } from './options/requests.ts'

/** All options. docs/configuration.md is generated from this table (npm run docs). */
const table: Table = { ...connection, ...people, ...requests, ...messages, ...bot, ...operation }

/** Every option with its names, in the order of the documentation. */
export const options = nameOptions(table)
