// One attack in a separate process, so that it doesn't slow the measurement down. It runs until its
// standard input ends, then prints its result.
import { text } from 'node:stream/consumers'
import { attacks, type Target } from './attacks.ts'

const [name = '', target = '', part = 'attack'] = process.argv.slice(2)
const attack = attacks[name]
if (!attack) throw new Error(`Unknown attack: ${name}`)
const home = new AbortController()
const run = part === 'baseline' ? (attack.baseline ?? attack.run) : attack.run
const going = run(JSON.parse(target) as Target, {
  clients: attack.clients,
  signal: home.signal,
})
process.stdout.write('\n')
await text(process.stdin)
home.abort()
process.stdout.write(JSON.stringify(Object.fromEntries(await going)))
process.exit()
