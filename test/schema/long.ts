// `npm run test:schema [-- REQUESTS [SEED]]`: schemathesis against the REST API with thousands of requests.
// REQUESTS: maximum for each operation.
import { randomInt } from 'node:crypto'
import { examine, installSchemathesis } from './schemathesis.ts'

const installed = await installSchemathesis()
if ('missing' in installed) throw new Error(installed.missing)
const [examples = 1_000, seed = randomInt(2 ** 31)] = process.argv.slice(2).map(Number)
process.stdout.write(`Seed ${seed}, at most ${examples} for each operation …\n`)
const { ok, output } = await examine(installed.bin, examples, seed)
process.stdout.write(output)
process.exitCode = ok ? 0 : 1
