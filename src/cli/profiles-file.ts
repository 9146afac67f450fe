import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Document, parseDocument, stringify } from 'yaml'
import type { z } from 'zod'
import type { Profile } from '../model/profile.ts'
import { closedToNewcomers } from '../core/profiles/closed-to-newcomers.ts'
import { profileOf, profilesDocument, shortDocumentOf } from '../core/profiles/document.ts'
import { allProfiles, removeProfile, writeProfiles } from '../core/profiles/profiles.ts'
import { explain } from '../shared/explain.ts'
import { harmless } from '../shared/terminal-text.ts'
import { command } from './command.ts'
import { Failure } from './failure.ts'
import { type CommandContext, openCommandContext } from './open.ts'
import { printLines } from './print.ts'
import { nameOfProfile } from './profiles-list.ts'
import { withHomeserver } from './with-homeserver.ts'

export const profilesExport = command({
  allow: 'profiles:read',
  summary: 'Prints all profiles as YAML, as profiles import reads them.',
  examples: [['profiles export > profiles.yaml', 'To edit them, or for another portal']],
  run: async (call) => {
    await using context = await openCommandContext(call, 'read')
    const profiles = (await allProfiles(context)).map(shortDocumentOf)
    call.shell.stdout.write(stringify({ profiles }, { lineWidth: 0 }))
    return 0
  },
})

export const profilesImport = command({
  allow: 'profiles:write',
  summary: `Writes the profiles of a YAML file: each replaces the one of its name. Others stay as they are.
All of them are written, or none. Rooms into which the homeserver says that nobody can be brought
are named.`,
  parameters: [
    { name: 'FILE', summary: 'a file as profiles export prints it; - for standard input' },
  ],
  examples: [['profiles import profiles.yaml', 'From the next newcomer on']],
  run: async (call) => {
    const [file = ''] = call.parameters
    const { readInput, cwd } = call.shell
    const profiles =
      file === '-' && readInput
        ? readProfiles('standard input', await readInput())
        : readProfiles(file, await readText(resolve(cwd, file)))
    await using context = await openCommandContext(call)
    await writeProfiles(context, profiles, call.actor)
    const names = profiles.map(({ name }) => harmless(name)).join(', ')
    printLines(call.shell.stdout, [`Written: ${names}.`])
    const closed = await closedRooms(context, profiles)
    const warnings = closed.map((room) => `${harmless(room)}: ${whyClosed}`)
    if (warnings.length > 0) printLines(call.shell.stderr, warnings)
    return 0
  },
})

export const profilesDelete = command({
  allow: 'profiles:write',
  summary: 'Deletes a profile that no open invitation has. Accounts keep what they have.',
  parameters: [nameOfProfile],
  examples: [['profiles delete club', 'Its invitations have to be closed']],
  run: async (call) => {
    const [name = ''] = call.parameters
    await using context = await openCommandContext(call)
    await removeProfile(context, name, call.actor)
    printLines(call.shell.stdout, [`The profile ${harmless(name)} is deleted.`])
    return 0
  },
})

const whyClosed =
  'newcomers can’t be brought in. It has to exist, and with homeserver.admin_token that administrator has to be in it and may invite.'

/** How long an import waits for what the homeserver says of rooms. */
const waitMs = 20_000

/** An import works without the homeserver, too: then nothing is said. */
async function closedRooms(
  context: CommandContext,
  profiles: readonly Profile[],
): Promise<string[]> {
  try {
    return await withHomeserver(context, (homeserver) =>
      closedToNewcomers(homeserver, profiles, waitMs),
    )
  } catch {
    return []
  }
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.code
    throw new Failure(`${path} can't be read: ${why}.`)
  })
}

/** Throws a Failure with one line for each mistake. */
function readProfiles(file: string, text: string): Profile[] {
  const document = parseDocument(text, { prettyErrors: true })
  const [error] = document.errors
  if (error) throw new Failure(`${file} is not YAML: ${error.message.split('\n')[0]}`)
  const { success, data, error: mistakes } = profilesDocument.safeParse(valueOf(document, file))
  if (success) return data.profiles.map(profileOf)
  const lines = mistakes.issues.map((issue) => `${file}: ${placeOf(issue)}: ${sentenceOf(issue)}`)
  throw new Failure(lines.map((line) => harmless(line)).join('\n          '))
}

/** Aliases that would fill the memory are refused. */
function valueOf(document: Document, file: string): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw new Failure(`${file} can't be used: ${explain(error)}`)
  }
}

/** `profiles[0].rooms[1]` */
function placeOf({ path }: z.core.$ZodIssue): string {
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
  return place.join('').replace(/^\./, '') || 'the file'
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys'
    ? `Nothing has the name ${issue.keys.join(', ')}.`
    : issue.message
}
