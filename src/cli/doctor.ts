import { command } from './command.ts'

export const doctor = command({
  allow: 'health:read',
  summary:
    'Checks everything that newcomers depend on: configuration, database, homeserver, public address,\n' +
    'apps. Says what is wrong and what to do. Creates and changes nothing.\n' +
    'Exit status 1 for an error; warnings and notices leave it at 0.',
  options: { json: { summary: 'As JSON, for scripts' } },
  examples: [
    ['doctor', 'On the machine of the portal, as the same user'],
    ['doctor --json', 'For monitoring'],
  ],
  run: async (call) => {
    const { examineAll } = await import('./examine.ts')
    return examineAll(call, { json: call.options.json, values: false })
  },
})
