import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { stringify } from 'yaml'
import { run } from '../../tools/programs.ts'
import { needs } from '../support/parts.ts'
import { newFolder } from '../support/portero.ts'
import { installClients } from './clients.ts'
import { type OldPortal, openOldPortal, SECRET } from './old-portal.ts'

const clients = await installClients()
const skip = 'missing' in clients ? clients.missing : needs('synapse').skip
const bin = 'bin' in clients ? clients.bin : ''

test('synadm manages invitations like Synapse’s registration tokens', { skip }, async () => {
  await using portal = await openOldPortal()
  const synadm = commandLine(portal)
  const made = await synadm('new -n FromSynadm -u 3 -t 2000000000000')
  assert.deepEqual(made, {
    completed: 0,
    expiry_time: 2_000_000_000_000,
    pending: 0,
    token: 'FromSynadm',
    uses_allowed: 3,
  })
  const { json } = await portal.call('GET', '/api/token/FromSynadm')
  assert.deepEqual([json['max_usage'], json['active']], [3, true])
  assert.equal((await synadm('update FromSynadm -u 7'))['uses_allowed'], 7)
  assert.equal((await synadm('details FromSynadm'))['uses_allowed'], 7)
  const { registration_tokens: list } = await synadm('list --valid')
  assert.equal(Array.isArray(list) && list.length, 1)
  await synadm('delete FromSynadm')
  assert.equal((await portal.call('GET', '/api/token/FromSynadm')).status, 404)
})

function commandLine({ url }: OldPortal) {
  const config = join(newFolder(), 'synadm.yaml')
  const settings = {
    base_url: url,
    admin_path: '/_synapse/admin',
    matrix_path: '/_matrix',
    timeout: 30,
    user: 'admin',
    token: SECRET,
    format: 'json',
    server_discovery: 'well-known',
    homeserver: 'example.test',
    ssl_verify: true,
  }
  writeFileSync(config, stringify(settings), { mode: 0o600 })
  return async (line: string): Promise<Record<string, unknown>> => {
    const args = ['-c', config, '-o', 'json', 'regtok', ...line.split(' ')]
    const { ok, output } = await run(join(bin, 'python'), ['-c', SYNADM, ...args])
    assert.ok(ok, output)
    const start = output.indexOf('{')
    return start < 0 ? {} : JSON.parse(output.slice(start))
  }
}

/** The content of its script, which has the path of the folder where it was installed. */
const SYNADM = 'from synadm.cli import root; root()'

/** Calls every function of the bot's module that its chat commands call. */
const BOT = `
import asyncio, importlib.util, json, sys, os, glob
name = glob.glob(os.path.join(sys.prefix, 'lib', 'python*', 'site-packages', 'matrix_registration_bot', 'registration_api.py'))[0]
spec = importlib.util.spec_from_file_location('registration_api', name)
module = importlib.util.module_from_spec(spec); spec.loader.exec_module(module)
async def main(url, secret):
    api = module.RegistrationAPI(url, '/_synapse/admin/v1/registration_tokens', secret)
    made = await api.create_token(expiry_days=3)
    shown = await api.get_token(made['token'])
    listed = await api.list_tokens()
    gone = await api.delete_token(made['token'])
    try:
        await api.get_token(made['token']); unknown = False
    except FileNotFoundError:
        unknown = True
    wrong = module.RegistrationAPI(url, '/_synapse/admin/v1/registration_tokens', 'nope')
    try:
        await wrong.get_token('x'); refused = False
    except PermissionError:
        refused = True
    await api.session.close(); await wrong.session.close()
    print(json.dumps(dict(made=made, shown=shown, listed=listed, gone=gone, unknown=unknown, refused=refused, text=api.token_to_markdown(made))))
asyncio.run(main(*sys.argv[1:]))
`

test('matrix-registration-bot makes, shows, lists and deletes invitations', { skip }, async () => {
  await using portal = await openOldPortal()
  const { ok, output } = await run(join(bin, 'python'), ['-c', BOT, portal.url, SECRET])
  assert.ok(ok, output)
  const { made, shown, listed, gone, unknown, refused, text } = JSON.parse(
    output.slice(output.indexOf('{')),
  )
  assert.equal(made.uses_allowed, 1)
  assert.deepEqual([shown, listed, gone], [made, [made], made])
  assert.deepEqual([unknown, refused], [true, true])
  assert.match(text, /Uses left: 1/)
})

/** maubot-invite has no package: these are its requests, of both generations. */
test(
  'the requests of maubot-invite are answered in both of its modes',
  needs('synapse'),
  async () => {
    await using portal = await openOldPortal()
    const late = await portal.call('POST', '/api/token', body('2030-12-31'))
    assert.deepEqual([late.status, late.json['expiration_date']], [200, '2030-12-31 00:00:00'])
    const early = await portal.call('POST', '/token', body('12.31.2030'))
    assert.deepEqual([early.status, early.json['ex_date']], [200, '2030-12-31 00:00:00'])
    const name = String(early.json['name'])
    assert.equal(
      (await portal.call('PUT', `/token/${name}`, { disable: true })).json['valid'],
      false,
    )
    const other = String(late.json['name'])
    const disabled = await portal.call('PATCH', `/api/token/${other}`, { disabled: true })
    assert.equal(disabled.json['active'], false)
  },
)

/** The keys of both generations in one body. */
function body(date: string) {
  return { max_usage: 1, one_time: true, ex_date: date, expiration_date: date }
}
