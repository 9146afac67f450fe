// `npm run demo`: a real Synapse and the portal in front of it, with an invitation to try.
// `npm run demo -- --once`: goes through the whole sign-up itself and prints each step.
import { once } from 'node:events'
import { parseArgs, styleText } from 'node:util'
import { printGuide } from './demo/guide.ts'
import { invite, openConsole } from './demo/portal.ts'
import { setStage, type Stage } from './demo/stage.ts'
import { print, step } from './demo/terminal.ts'
import { walk } from './demo/walk.ts'
import { inRunFolder } from './run-folder.ts'

const USAGE = `Usage: npm run demo [-- --once]

Starts a Synapse and the portal in front of it on free ports of this machine, makes an invitation,
and keeps running until Ctrl-C. The first run installs Synapse into your cache.

  --once  walk the way from the invitation to a sign-in without a browser, and end
  --help  show this`

async function main(args: string[], signal: AbortSignal): Promise<number> {
  const wanted = read(args)
  if ('problem' in wanted) {
    process.stderr.write(`${wanted.problem}\n\n${USAGE}\n`)
    return 2
  }
  if (wanted.help) {
    print(USAGE)
    return 0
  }
  return show(wanted.once ? walkOnce : keepOpen, signal)
}

function read(args: string[]) {
  const boolean = { type: 'boolean', default: false } as const
  try {
    return parseArgs({ args, options: { once: boolean, help: boolean } }).values
  } catch (error) {
    return { problem: (error as Error).message }
  }
}

type Act = (stage: Stage, signal: AbortSignal) => Promise<number>

/** Starts the servers, runs the demo, and removes everything afterwards. */
async function show(act: Act, signal: AbortSignal): Promise<number> {
  print(styleText('bold', 'Latchkey, the front door of a Matrix community'), '')
  try {
    await using stack = new AsyncDisposableStack()
    return await act(await setStage(stack, signal), signal)
  } catch (error) {
    if (signal.aborted) return INTERRUPTED
    process.stderr.write(`\n${(error as Error).message}\n`)
    return 1
  }
}

const INTERRUPTED = 130

async function walkOnce({ portal, synapse }: Stage, signal: AbortSignal): Promise<number> {
  const link = await step('An invitation for one person is made', () => invite(portal, 1))
  const interrupted = once(signal, 'abort').then(() => signal.throwIfAborted())
  await Promise.race([walk(link, synapse), interrupted])
  print('', 'The front door works: one invitation, one account that can sign in.')
  return 0
}

async function keepOpen(stage: Stage, signal: AbortSignal): Promise<number> {
  const link = await step('An invitation is made', () => invite(stage.portal, 5))
  const console = await openConsole(stage.portal)
  await printGuide({ invitation: link, console }, stage)
  if (!signal.aborted) await once(signal, 'abort')
  print('', 'Clearing everything away …')
  return 0
}

const interrupt = new AbortController()
const end = () => interrupt.abort()
// The signal can arrive twice: the terminal sends Ctrl-C to us and to npm, which forwards it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
// The terminal, or the program that reads our output, has closed.
process.stdout.on('error', end)
process.stderr.on('error', end)
// The parent process has ended. npm's shell, for example, doesn't forward SIGTERM.
const parent = process.ppid
setInterval(() => process.ppid !== parent && end(), 500).unref()
process.exitCode = await inRunFolder(() => main(process.argv.slice(2), interrupt.signal))
