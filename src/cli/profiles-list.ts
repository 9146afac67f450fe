import { documentOf } from '../core/profiles/document.ts'
import { allProfiles, profileNamed } from '../core/profiles/profiles.ts'
import { harmless, table } from '../shared/terminal-text.ts'
import { command } from './command.ts'
import { openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'

const json = { summary: 'As JSON, for scripts' }
export const nameOfProfile = { name: 'NAME', summary: 'the name of a profile' }

export const profilesList = command({
  allow: 'profiles:read',
  summary: `Lists profiles: what somebody gets who comes with an invitation. The default one is for
invitations without a profile; until you import one, it has the rooms of the configuration.`,
  options: { json },
  examples: [['profiles list', 'The default one first']],
  run: async (call) => {
    const { stdout } = call.shell
    await using context = await openCommandContext(call, 'read')
    const profiles = await allProfiles(context)
    if (call.options.json) printJson(stdout, profiles.map(documentOf))
    else {
      const rows = profiles.map(({ name, isDefault, rooms }) => [
        harmless(name),
        isDefault ? 'yes' : '',
        harmless(rooms.join(' ')),
      ])
      printLines(stdout, table([['NAME', 'DEFAULT', 'ROOMS'], ...rows], stdout))
    }
    return 0
  },
})

export const profilesShow = command({
  allow: 'profiles:read',
  summary: 'Shows one profile.',
  parameters: [nameOfProfile],
  options: { json },
  examples: [['profiles show club', 'Its rooms and its greeting']],
  run: async (call) => {
    const { stdout } = call.shell
    await using context = await openCommandContext(call, 'read')
    const profile = await profileNamed(context, call.parameters[0] ?? '')
    if (call.options.json) printJson(stdout, documentOf(profile))
    else {
      const { name, isDefault, rooms, greeting } = profile
      const { uses, lasts, pinned } = documentOf(profile)
      printLines(stdout, [
        `${harmless(name)}${isDefault ? ', the default profile' : ''}`,
        ...rooms.map((room) => `  room      ${harmless(room)}`),
        ...Object.entries(greeting).map(([tag, text]) => `  greeting  ${tag}: ${harmless(text)}`),
        ...(uses === null ? [] : [`  uses      ${uses}`]),
        ...(lasts === null ? [] : [`  lasts     ${lasts}`]),
        ...(pinned === null ? [] : [`  pinned    ${pinned}`]),
      ])
    }
    return 0
  },
})
