import { command } from './command.ts'

export const doctor = command({
  allow: 'health:read',
  summary:
    'Examines everything that people depend on: configuration, database, homeserver, the public\n' +
    'address, the way into an app. Says what is wrong and what to do, and makes and changes nothing.\n' +
    'Exit status 1 if there is an error; warnings and notices leave it at 0.',
  options: { json: { summary: 'As JSON, for scripts' } },
  examples: [
    ['doctor', 'Where the portal runs, as the same user'],
    ['doctor --json', 'For a script that watches over it'],
  ],
  run: async (call) => {
    const { examineAll } = await import('./examine.ts')
    return examineAll(call, { json: call.options.json, values: false })
  },
})
