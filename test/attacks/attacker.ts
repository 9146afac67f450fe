// One attack in a process of its own, so that it takes no time from whoever measures. It goes on
// until its standard input ends, then tells how it went.
import { text } from 'node:stream/consumers'
import { attacks, type Target } from './attacks.ts'

const [name = '', target = '', part = 'attack'] = process.argv.slice(2)
const attack = attacks[name]
if (!attack) throw new Error(`There is no attack of the name ${name}`)
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
