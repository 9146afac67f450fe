import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workplace } from '../support/command.ts'

const wrong = `homeserver:
  url: matrix.example.org:8008/_matrix
  server_name: https://example.org
  registration_shared_secret: change-me
  timeout: 15
public:
  url: https://example.org/our club
  listen: localhost
comunity:
  title: Choir
community:
  accent: #0b6e4f
  rooms:
    - '#choir:example.net'
    - #tea:example.net
passwords:
  min_length: ten
  minLength: 12
invites:
  default_expiry: 1 month
proxies: {trusted: [localhost, 10.0.0.0/255.0.0.0]}
limits: {wrong_codes: 20/minute}
language: German
timezone: Berlin
log:
  level: warning
  format: json
  format: human
`

const said = [
  'latchkey.yaml:2: homeserver.url is "matrix.example.org:8008/_matrix", where "/_matrix" is added by Latchkey itself; did you mean "http://matrix.example.org:8008"?',
  'latchkey.yaml:3: homeserver.server_name is "https://example.org", where "https://" is a scheme, and only a name may stand there; did you mean "example.org"?',
  "latchkey.yaml:4: homeserver.registration_shared_secret can't be used: it is still an example from a guide, which everybody knows; expected a secret that isn't an example from a guide",
  'latchkey.yaml:5: homeserver.timeout is "15", which has no unit, such as s, m, h or d; did you mean "15s"?',
  'latchkey.yaml:7: public.url is "https://example.org/our club", which holds a space; did you mean "https://example.org/our%20club"?',
  'latchkey.yaml:8: public.listen is "localhost", which has no port; did you mean "localhost:20000"?',
  'latchkey.yaml:9: comunity is not an option; did you mean community?',
  'latchkey.yaml:12: community.accent is empty, because # begins a comment; did you mean "#0b6e4f"?',
  'latchkey.yaml:13: community.rooms is empty, because # begins a comment; did you mean "#choir:example.net, #tea:example.net"?',
  'latchkey.yaml:17: passwords.min_length is "ten", which is written in words; did you mean "10"?',
  'latchkey.yaml:18: passwords.minLength is not an option; did you mean passwords.min_length?',
  'latchkey.yaml:20: invites.default_expiry is "1 month", where "month" has no fixed length; did you mean "30 days"?',
  'latchkey.yaml:21: proxies.trusted is "localhost, 10.0.0.0/255.0.0.0", where "localhost" is a name; did you mean "127.0.0.1, ::1, 10.0.0.0/8"?',
  'latchkey.yaml:22: limits.wrong_codes is "20/minute", where "/" is written per; did you mean "20 per minute"?',
  'latchkey.yaml:23: language is "German", which is no code of a language; did you mean "de"?',
  'latchkey.yaml:24: timezone is "Berlin", which is no time zone; did you mean "Europe/Berlin"?',
  'latchkey.yaml:26: log.level is "warning", which is none of these words; did you mean "warn"?',
  'latchkey.yaml:28: log.format is set twice, first in line 27',
]

test('a refusal of a value says which part is wrong, why, and what was probably meant', async () => {
  await using place = await workplace(wrong)
  const { code, stderr } = await place.run('invites', 'list')
  assert.equal(code, 1)
  assert.deepEqual(stderr.trim().split('\n  ').slice(1), said)
})
