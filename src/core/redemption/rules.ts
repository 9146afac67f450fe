import type { Context } from '../context.ts'
import type { Field, FieldFault, FieldProblem } from '../../shared/errors.ts'
import { nameFault } from './name-fault.ts'
import { nameRulesOf } from './name-rules.ts'
import { passwordFault } from './password-rules.ts'

export interface Account {
  localpart: string
  password: string
  /** The repeated password, on pages without the script that reveals it. */
  confirm?: string | undefined
  email?: string | undefined
  /** The visitor's network. */
  network: string
}

type App = Pick<Context, 'config' | 'observe' | 'serverName' | 'homeserver' | 'passwordChecks'>

/** All errors in the form that are found without the homeserver. */
export async function accountProblems(app: App, account: Account): Promise<FieldProblem[]> {
  const { requires } = app.homeserver
  const found: [Field, FieldFault | null][] = [
    ['name', await nameFault(nameRulesOf(app), account.localpart)],
    ['password', requires.password ? await passwordFault(app, account) : null],
    ['confirm', requires.password ? confirmFault(account) : null],
    ['email', requires.email ? emailFault(account) : null],
  ]
  return found.flatMap(([field, fault]) => (fault ? [{ field, ...fault }] : []))
}

function confirmFault({ password, confirm }: Account): FieldFault | null {
  return confirm !== undefined && confirm !== password ? { code: 'confirm_differs' } : null
}

/** Refuses only obviously invalid addresses; the mail server checks the rest. */
function emailFault({ email }: Account): FieldFault | null {
  return !email || /^[^\s@]+@[^\s@]+$/.test(email) ? null : { code: 'email_invalid' }
}
