import { command } from './command.ts'
import { examineAll } from './examine.ts'

export const configCheck = command({
  summary:
    'Finds all that is wrong with the configuration at once, or shows what it says and where it says\n' +
    'so; then examines everything, as latchkey doctor does. It makes nothing and changes nothing.',
  examples: [['config check --config /etc/latchkey/latchkey.yaml', 'Before the first start']],
  run: (call) => examineAll(call, { json: false, values: true }),
})
