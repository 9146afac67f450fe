import { error, fine, type Finding, notice } from '../../shared/finding.ts'

type Site = Record<string, unknown>

/** With kind `mas` people use Latchkey's form, so MAS's own registration form must not be open. */
export function examineOpenForm(site: Site): Finding[] {
  const isOpen =
    site['password_registration_enabled'] === true &&
    site['password_registration_token_required'] !== true
  const advice = 'Set account.password_registration_enabled to false in MAS.'
  return isOpen ? [error('mas_form', openForm, advice)] : []
}

/** With kind `mas-token` people finish at MAS's form: whether it lets them in, and what else it asks. */
export function examineForm(site: Site): Finding[] {
  if (site['password_registration_enabled'] !== true) {
    const advice = 'Set account.password_registration_enabled to true in MAS.'
    return [error('mas_form', 'The registration form of MAS is closed.', advice)]
  }
  if (site['password_registration_token_required'] !== true) {
    const advice = 'Set account.password_registration_token_required to true in MAS.'
    return [error('mas_form', openForm, advice)]
  }
  return [
    fine('mas_form', 'The registration form of MAS asks for a registration token.'),
    ...(site['password_registration_email_required'] === false ? [] : [asksForEmail]),
    ...(site['captcha_enabled'] === true ? [showsPuzzle] : []),
    fewAtOnce,
  ]
}

const openForm = 'The registration form of MAS lets anybody in without an invitation.'

const asksForEmail = notice(
  'mas_form',
  'The registration form of MAS asks for an e-mail address, and sends a code there: MAS has to be able to send mail.',
  'If nobody has to give one, set account.password_registration_email_required to false in MAS.',
)

const showsPuzzle = notice(
  'mas_form',
  'The registration form of MAS shows a puzzle (captcha).',
  'Its token keeps strangers out already: remove captcha from the configuration of MAS.',
)

/** The limit itself is not shown to clients (MAS's configuration reference, `rate_limiting`). */
const fewAtOnce = notice(
  'mas_form',
  'MAS lets three people an hour register from one address, unless its configuration says otherwise.',
  'Before a meeting, raise it: rate_limiting: {registration: {burst: 50, per_second: 0.1}}. Behind a web server, MAS tells people apart by http.trusted_proxies.',
)
