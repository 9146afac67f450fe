import { askListener } from '../shared/ask-listener.ts'
import { command } from './command.ts'
import { explain } from '../shared/explain.ts'
import { Failure } from './failure.ts'
import { usableSettings } from './settings.ts'

export const health = command({
  allow: 'health:read',
  summary: 'Checks whether the running portal is alive; exit status 0 if so. For HEALTHCHECK.',
  run: async (call) => {
    const { config } = await usableSettings(call)
    const { status } = await askListener(config.private.listen, '/health').catch(
      (error: unknown) => {
        throw new Failure(`The portal does not answer at private.listen: ${explain(error)}.`)
      },
    )
    if (status !== 200) throw new Failure(`The portal is not healthy: it answers ${status}.`)
    call.shell.stdout.write('The portal is alive.\n')
    return 0
  },
})
