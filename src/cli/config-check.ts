import { command } from './command.ts'

export const configCheck = command({
  allow: 'health:read',
  summary:
    'Finds all that is wrong with the configuration at once, or shows what it says and where it says\n' +
    'so; then examines everything, as latchkey doctor does. It makes nothing and changes nothing.',
  examples: [['config check --config /etc/latchkey/latchkey.yaml', 'Before the first start']],
  run: async (call) => {
    const { examineAll } = await import('./examine.ts')
    return examineAll(call, { json: false, values: true })
  },
})
