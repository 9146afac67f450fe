import { shellActor } from '../../model/actor.ts'
import { harmlessLines } from '../../shared/terminal-text.ts'
import type { Shell } from '../../cli/shell.ts'
import { findByCode } from '../../store/invites.ts'
import type { OpenDatabase } from '../../store/schema.ts'
import { listAddresses } from './addresses.ts'
import { isActive, SHAPES } from './generations.ts'
import type { Generation } from './keys.ts'
import { openWithProgress } from './open-with-progress.ts'
import type { Run, UsableFile } from './program.ts'
import { amend, listOldestFirst } from './invites.ts'
import { openForReading } from './take-over.ts'

interface RouteContext {
  shell: Shell
  db: OpenDatabase
  config: UsableFile['config']
  generation: Generation
  timeZone: string
}

type Action = (desk: RouteContext, name: string) => Promise<string>

const ACTIONS: [option: string, action: Action][] = [
  ['--disable', (desk, name) => disable(desk, name)],
  ['--status', (desk, name) => show(desk, name)],
  ['--list', async ({ db }) => (await listOldestFirst(db)).map(({ code }) => code).join(', ')],
]

/** `status [-d NAME] [-s NAME] [-l]`: the first generation does all of them, the next the first. */
export const status: Run = async (shell, file, options) => {
  const { generation } = file.surface
  const said = ACTIONS.filter(([option]) => options.has(option))
  if (said.length === 0) return 0
  const db = await open(shell, file, options.has('--disable'))
  try {
    const { config } = file
    const desk = { shell, db, config, generation, timeZone: config.timezone }
    for (const [option, action] of generation === 1 ? said : said.slice(0, 1)) {
      shell.stdout.write(`${harmlessLines(await action(desk, options.get(option) ?? ''))}\n`)
    }
    return 0
  } finally {
    await db.destroy()
  }
}

async function open(shell: Shell, { config, surface }: UsableFile, writes: boolean) {
  const places = { old: surface.databases.old, own: config.database.url }
  return writes ? openWithProgress(shell, places) : openForReading(places, shell)
}

/** The first generation disabled only what could still be used, the next what wasn't disabled yet. */
async function disable(
  { shell, db, config, generation }: RouteContext,
  name: string,
): Promise<string> {
  const invite = await findByCode(db, name)
  const { clock, random } = shell
  const now = clock()
  const can = invite && (generation === 1 ? isActive(invite, now) : invite.paused_at === null)
  if (!invite || !can) return "Token couldn't be disabled"
  await amend(
    { db, config, clock, random, observe: () => {} },
    invite,
    { paused_at: now },
    shellActor,
  )
  return 'Token disabled'
}

async function show(
  { shell, db, generation, timeZone }: RouteContext,
  name: string,
): Promise<string> {
  const invite = await findByCode(db, name)
  if (!invite) return 'No token with that name'
  const now = shell.clock()
  const addresses = (await listAddresses(db, invite.id)).get(invite.id) ?? []
  const shown = SHAPES[generation].show(invite, { now, timeZone, addresses })
  const text = JSON.stringify(shown, null, 2).replaceAll(/[\u0080-\uffff]/g, escape)
  return `This token is${isActive(invite, now) ? '' : ' not'} valid\n${text}`
}

/** As Python writes JSON: in ASCII. */
function escape(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}
