import { command } from './command.ts'

export const configCheck = command({
  allow: 'health:read',
  summary:
    'Reports all errors in the configuration, or shows its values and where each comes from. Then\n' +
    'checks everything, like latchkey doctor. Creates and changes nothing.',
  examples: [['config check --config /etc/latchkey/latchkey.yaml', 'Before the first start']],
  run: async (call) => {
    const { examineAll } = await import('./examine.ts')
    return examineAll(call, { json: false, values: true })
  },
})
