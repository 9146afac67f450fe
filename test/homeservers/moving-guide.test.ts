import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse, stringify } from 'yaml'
import { workplace } from '../support/command.ts'
import { openStandIns } from './mas-stand-in.ts'

/** The guide's YAML blocks, in order. */
function blocks(): Record<string, Record<string, unknown>>[] {
  const text = readFileSync('docs/moving-to-mas.md', 'utf8')
  return [...text.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block = '']) => parse(block))
}

test('the doctor finds no fault in the configuration of the guide to MAS', async () => {
  const [, told] = blocks()
  const { mas, synapse, given, close } = await openStandIns('mas')
  const open = '"password_registration_enabled": true'
  const site = 'GET /api/admin/v1/site-config'
  mas.answerAt(site, 'site-config', [open, open.replace('true', 'false')])
  await using place = await workplace(
    stringify({
      ...told,
      homeserver: { ...told?.['homeserver'], url: synapse.url, server_name: 'syn3.test' },
      mas: { ...told?.['mas'], url: mas.url, client_secret_file: 'mas_client_secret' },
      public: { url: 'https://example.org/join' },
    }),
  )
  await place.write('mas_client_secret', given.mas.clientSecret)
  const { stdout } = await place.runHere('doctor', '--json')
  const findings: { code: string; severity: string }[] = JSON.parse(stdout).findings
  const codes = ['configuration', 'answers', 'kind', 'mas_access', 'mas_passwords']
  const found = findings.filter(({ code }) => codes.includes(code))
  assert.deepEqual(
    found.map(({ code, severity }) => [code, severity]),
    codes.map((code) => [code, 'fine']),
  )
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'error'),
    [],
  )
  const made = mas.asked.filter(({ route }) => !/^GET |^POST \/oauth2\/token$/.test(route))
  assert.deepEqual(made, [])
  await close()
})

test('the guide adds one client to MAS, and the resources that it needs', () => {
  const [toMas, told] = blocks()
  const text = JSON.stringify(toMas)
  const id = told?.['mas']?.['client_id']
  assert.deepEqual(text.match(new RegExp(String(id), 'g')), [id, id])
  assert.match(text, /discovery.*oauth.*adminapi/)
})
