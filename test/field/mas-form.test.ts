import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openStandIns } from '../homeservers/mas-stand-in.ts'
import { openDriver } from '../homeservers/open.ts'

const site = 'GET /api/admin/v1/site-config'
type Site = Record<string, boolean>

/** What the doctor says of MAS's form and passwords, where MAS is configured so. */
async function told(kind: 'mas' | 'mas-token', wanted: Site): Promise<string> {
  const { mas, given, close } = await openStandIns(kind)
  const recorded = JSON.parse(mas.recorded('site-config')) as Site
  mas.answerWith(site, 200, { ...recorded, ...wanted })
  const homeserver = await openDriver({ ...given.homeserver, mas: given.mas })
  const findings = await homeserver.examine()
  await homeserver.close()
  await close()
  return findings
    .filter(({ code }) => code === 'mas_form' || code === 'mas_passwords')
    .map(({ severity, sentence, advice }) => `${severity}: ${sentence} ${advice ?? ''}`)
    .join('\n')
}

test('the doctor says what MAS’s form asks of people, and gives no advice that leads in a circle', async () => {
  const byToken = { password_registration_token_required: true }
  const usual = await told('mas-token', byToken)
  assert.match(usual, /^fine: .* asks for a registration token/)
  assert.match(
    usual,
    /^notice: .* e-mail address.*account\.password_registration_email_required to false/m,
  )
  assert.match(usual, /^notice: MAS lets three people an hour .* rate_limiting: \{registration:/m)
  assert.doesNotMatch(usual, /puzzle/)
  const puzzled = { ...byToken, captcha_enabled: true, password_registration_email_required: false }
  assert.match(await told('mas-token', puzzled), /^notice: .* puzzle .* remove captcha/m)
  assert.doesNotMatch(await told('mas-token', puzzled), /e-mail/)

  const none = { password_login_enabled: false, password_registration_enabled: false }
  const [asMas, asToken] = [await told('mas', none), await told('mas-token', none)]
  assert.equal(asMas, asToken, 'neither kind advises the other')
  assert.match(asMas, /^error: MAS allows no passwords.* Set passwords\.enabled to true in MAS/)
  assert.match(await told('mas', {}), /^error: .* lets anybody in .*_enabled to false/m)
  assert.doesNotMatch(await told('mas', byToken), /error|notice/)
})
