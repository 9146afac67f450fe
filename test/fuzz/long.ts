// `npm run test:fuzz [-- RUNS [SEED]]`: every parser with many more inputs than in `npm test`. RUNS: inputs
// for each rule.
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'

const [runs = 2_000, seed = randomInt(2 ** 31)] = process.argv.slice(2).map(Number)
process.stdout.write(`Seed ${seed}, ${runs} inputs for each rule …\n`)
const env = { ...process.env, FUZZ_RUNS: String(runs), FUZZ_SEED: String(seed) }
const child = spawn(process.execPath, ['tools/test.ts', 'test/fuzz'], { env, stdio: 'inherit' })
const [code] = await once(child, 'exit')
process.exitCode = Number(code ?? 1)
