import { sendTestMail } from '../mail/test-mail.ts'
import { explainReason } from '../mail/explain.ts'
import { command } from './command.ts'
import { openCommandContext } from './open.ts'
import { printJson, printLines } from './print.ts'

export const mailTest = command({
  allow: 'mail:test',
  summary: `Sends a test to an address, and shows what was said with the mail server. Passwords are cut.
Exit status 1 if the server did not accept it.`,
  parameters: [{ name: 'ADDRESS', summary: 'who gets it: ana@example.org' }],
  options: { json: { summary: 'The result as JSON, for scripts' } },
  examples: [['mail test ana@example.org', 'To yourself, after a change of the mail server']],
  run: async (call) => {
    const { stdout } = call.shell
    await using context = await openCommandContext(call, 'read')
    const { reason, said, transcript } = await sendTestMail(context, call.parameters[0] ?? '')
    if (call.options.json) printJson(stdout, { reason, said, transcript })
    else printLines(stdout, [...transcript, '', explainReason(reason)])
    return reason === null ? 0 : 1
  },
})
