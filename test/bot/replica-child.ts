// A process that is the bot, and can be killed at any moment.
import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { openApp } from '../../src/app.ts'
import type { Config } from '../../src/model/config.ts'
import { startBot } from './house.ts'

process.once('disconnect', () => process.exit())
const [config] = (await once(process, 'message')) as [Config]
const app = await openApp(config, {
  logTarget: { write: (line: string) => void process.stdout.write(line) },
})
startBot(app)
process.send?.('ready')
flushCompileCache()
