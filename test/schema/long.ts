// `npm run test:schema`: schemathesis against the REST API with thousands of requests. A number
// behind it is how many are made up for each operation at most; a second one is the seed.
import { randomInt } from 'node:crypto'
import { examine, installSchemathesis } from './schemathesis.ts'

const installed = await installSchemathesis()
if ('missing' in installed) throw new Error(installed.missing)
const [examples = 1_000, seed = randomInt(2 ** 31)] = process.argv.slice(2).map(Number)
process.stdout.write(`Seed ${seed}, at most ${examples} for each operation …\n`)
const { ok, output } = await examine(installed.bin, examples, seed)
process.stdout.write(output)
process.exitCode = ok ? 0 : 1
