import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { Client } from 'pg'
import { needs, postgresDatabase } from '../support/parts.ts'
import { newFolder, start } from '../support/portero.ts'
import { revisions } from './revisions.ts'

const golden = join(import.meta.dirname, '../golden/matrix-registration')

/** A config.yaml with this `db`, whose homeserver isn't running. */
function folderWith(db: string, keys = ''): string {
  const cwd = newFolder()
  const lines = [
    'server_location: http://127.0.0.1:9',
    'server_name: example.org',
    'registration_shared_secret: of-the-homeserver',
    'admin_api_shared_secret: adminsecret',
    `db: '${db}'`,
    keys,
  ]
  writeFileSync(join(cwd, 'config.yaml'), lines.join('\n'), { mode: 0o600 })
  return cwd
}

async function run(cwd: string, line: string, name = 'matrix-registration') {
  const env = { TZ: 'UTC' }
  const file = ['--config-path', 'config.yaml']
  const args = name === 'latchkey' ? [...line.split(' '), ...file] : [...file, ...line.split(' ')]
  const { status, stdout, stderr } = await start(name, args, { cwd, env }).finished
  assert.equal(status, 0, stderr)
  return { stdout, stderr }
}

async function tokenOf(cwd: string, name: string): Promise<Record<string, unknown>> {
  const { stdout } = await run(cwd, `status -s ${name}`)
  return JSON.parse(stdout.slice(stdout.indexOf('{')))
}

const sqlite = 'sqlite:///{cwd}db.sqlite3'

/** The table with DATETIME, SQLAlchemy's name for its TIMESTAMP on SQLite. */
function writeSqlite(cwd: string, sql: string): string {
  const path = join(cwd, 'db.sqlite3')
  using db = new DatabaseSync(path)
  db.exec(sql.replaceAll(/TIMESTAMPTZ|TIMESTAMP/g, 'DATETIME'))
  return path
}

async function writePostgres(sql: string): Promise<string> {
  const url = await postgresDatabase()
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`set time zone 'UTC'; ${sql}`)
  await client.end()
  return url
}

async function checkTokens(cwd: string, hasAddresses: boolean): Promise<void> {
  const common = { expiration_date: null, ips: [], max_usage: 1, used: 0, disabled: false }
  const ips = hasAddresses ? ['192.0.2.7'] : []
  const expected = {
    Once: { ...common, used: 1, active: false, ips },
    Free: { ...common, max_usage: 0, used: 4, active: true },
    Dated: { ...common, expiration_date: '2030-12-31 00:00:00', active: true },
    Shut: { ...common, disabled: true, active: false },
  }
  for (const [name, token] of Object.entries(expected)) {
    assert.deepEqual(await tokenOf(cwd, name), { name, ...token })
  }
  assert.match((await run(cwd, 'status -l')).stdout, /^Once, Free, Dated, Shut\b/)
}

describe('the tokens of every revision are taken over', () => {
  for (const { name, sql, sqliteOnly } of revisions) {
    const hasAddresses = sql.includes('association')
    test(`${name}, on SQLite`, async () => {
      const cwd = folderWith(sqlite)
      const path = writeSqlite(cwd, sql)
      const before = hashOf(path)
      await checkTokens(cwd, hasAddresses)
      assert.equal(existsSync(join(cwd, 'db.latchkey.sqlite3')), false, 'looking changes nothing')
      const { stderr } = await run(cwd, 'generate')
      assert.match(stderr, /Took over 4 tokens from .*db\.sqlite3/)
      await checkTokens(cwd, hasAddresses)
      assert.equal(hashOf(path), before, 'the old tables are untouched')
    })
    if (sqliteOnly) continue
    test(`${name}, on PostgreSQL`, needs('postgres'), async () => {
      const url = await writePostgres(sql)
      const cwd = folderWith(url.replace('postgres://', 'postgresql+psycopg2://'))
      await checkTokens(cwd, hasAddresses)
      assert.deepEqual(await schemasOf(url), ['public'], 'looking changes nothing')
      const { stderr } = await run(cwd, 'generate')
      assert.match(stderr, /Took over 4 tokens from postgres:/)
      assert.ok(!stderr.includes(new URL(url).password))
      await checkTokens(cwd, hasAddresses)
      assert.deepEqual(await schemasOf(url), ['latchkey', 'public'])
    })
  }
})

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

async function schemasOf(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    `select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' order by 1`,
  )
  await client.end()
  return rows.map(({ name }) => name)
}

test('the first generation is taken over from a real database, and its commands print its format', async () => {
  const cwd = newFolder()
  copyFileSync(join(golden, 'db-v0.7.2.sqlite3'), join(cwd, 'db.sqlite3'))
  copyFileSync(join(golden, 'config-v0.7.2.yaml'), join(cwd, 'config.yaml'))
  const { stdout } = await run(cwd, 'status -s LogicAbrahamCritic')
  assert.equal(
    stdout,
    'This token is not valid\n{\n  "name": "LogicAbrahamCritic",\n  "used": 0,\n' +
      '  "ex_date": "0001-01-01 00:00:00",\n  "one_time": true,\n  "valid": false\n}\n',
  )
  const made = (await run(cwd, 'generate -o -e 2031-5-6')).stdout.trim()
  const both = await run(cwd, `status -d ${made} -s ${made} -l`)
  assert.match(
    both.stdout,
    /^Token disabled\nThis token is not valid\n\{[^]*\}\nTrilogySymbolFamous, /,
  )
  const again = await run(cwd, 'status -d CloneVeniceSardine')
  assert.equal(again.stdout, "Token couldn't be disabled\n", 'it is over already')
})

test('the second generation is taken over from a real database', async () => {
  const cwd = newFolder()
  copyFileSync(join(golden, 'db.sqlite3'), join(cwd, 'db.sqlite3'))
  copyFileSync(join(golden, 'config.yaml'), join(cwd, 'config.yaml'))
  const { stdout } = await run(cwd, 'import matrix-registration --apply', 'latchkey')
  assert.match(stdout, /^11 imported, 0 already here, 0 deleted here, 0 left out\.$/m)
  assert.match(stdout, /^HairStreetCurrent +0 .*nobody gets in, as before\.$/m)
  const again = await run(cwd, 'import matrix-registration --apply', 'latchkey')
  assert.match(again.stdout, /^0 imported, 11 already here, 0 deleted here, 0 left out\.$/m)
  const { stderr } = await run(cwd, 'generate')
  assert.match(stderr, /Took over 0 tokens/)
  assert.equal((await run(cwd, 'generate')).stderr, '', 'it is taken over only once')
})

const ODD = `create table tokens (name, expiration_date, max_usage, used, disabled);
  insert into tokens values ('NumberInText', null, '3', ' 1 ', '0');
  insert into tokens values ('TextForUses', null, 'many', 0, 0);
  insert into tokens values ('AllNull', null, null, null, null);
  insert into tokens values (null, null, 1, 0, 0);
  insert into tokens values ('Twice', null, 2, 0, 0);
  insert into tokens values ('Twice', null, 2, 1, 0);
  insert into tokens values ('Huge', null, 9223372036854775807, 0, 0);
  insert into tokens values ('Negative', null, 1, -4, 0);
  insert into tokens values ('German', '31.12.2030', 1, 0, 0);
  insert into tokens values ('NoDate', 'soon', 1, 0, 0);
  insert into tokens values ('WordNone', 'None', 1, 0, 0);
  insert into tokens values ('Ancient', '1960-05-05 00:00:00', 1, 0, 0);
  insert into tokens values ('TextForUsed', null, 1, 'x', 0);
  insert into tokens values ('TextForDisabled', null, 1, 0, 'perhaps');
  insert into tokens values ('Half', null, 1.5, 0, 0);
  insert into tokens values ('Line' || char(10) || 'break', null, 1, 0, 0);
  insert into tokens values ('has a space/ü', null, 1, 0, 0);
  insert into tokens values (42, null, 1, 0, 0);`

test('each invalid row is reported, and corrected if its meaning is clear; the others are imported', async () => {
  const cwd = folderWith(sqlite)
  writeSqlite(cwd, ODD)
  const { stdout } = await run(cwd, 'import matrix-registration', 'latchkey')
  const lines = new Map(stdout.split('\n').map((line) => [line.split(/ {2,}/)[0], line]))
  const told: [string, RegExp][] = [
    ['NumberInText', / 3 +1 +never +imported$/],
    ['TextForUses', /imported, paused +max_usage is "many", which makes no sense/],
    ['AllNull', /unlimited +0 +never +imported$/],
    ['Huge', /unlimited .*max_usage is "9223372036854775807": it is unlimited/],
    ['Negative', /used is "-4": it is 0/],
    ['German', /2030-12-31 00:00 +imported +Its date is "31\.12\.2030", read as/],
    ['NoDate', /imported, paused +Its date is "soon", which makes no sense/],
    ['WordNone', / 1 +0 +never +imported$/],
    ['Ancient', /1960-05-05 00:00 +imported$/],
    ['TextForUsed', /imported, paused +used is "x"/],
    ['TextForDisabled', /imported, paused +disabled is "perhaps"/],
    ['Half', /imported, paused +max_usage is "1\.5"/],
    ['has a space/ü', /imported$/],
    ['42', /imported$/],
  ]
  for (const [name, pattern] of told) assert.match(lines.get(name) ?? '', pattern, name)
  assert.match(stdout, /^- .*left out +It has no name\.$/m)
  assert.match(stdout, /^- .*left out +Its name fits into no link\.$/m)
  assert.match(
    stdout,
    /^15 imported, 1 already here, 0 deleted here, 2 left out\. Nothing was written/m,
  )
  assert.equal(existsSync(join(cwd, 'db.latchkey.sqlite3')), false)
  await run(cwd, 'generate')
  assert.equal((await tokenOf(cwd, 'Twice'))['used'], 1, 'the higher count stays')
  assert.equal((await tokenOf(cwd, 'TextForUses'))['active'], false)
})

test('another import restores no deleted invitation, and never lowers the uses', async () => {
  const cwd = folderWith(sqlite)
  const path = writeSqlite(cwd, revisions[1]?.sql ?? '')
  await run(cwd, 'generate')
  await run(cwd, 'invites delete Once', 'latchkey')
  using old = new DatabaseSync(path)
  old.exec(
    `update tokens set used = 1 where name = 'Free'; update tokens set used = 9 where name = 'Dated'`,
  )
  const { stdout } = await run(cwd, 'import matrix-registration --apply', 'latchkey')
  assert.match(stdout, /^Once .*deleted here$/m)
  assert.match((await run(cwd, 'status -s Once')).stdout, /^No token with that name/)
  assert.equal((await tokenOf(cwd, 'Free'))['used'], 4)
  assert.equal((await tokenOf(cwd, 'Dated'))['used'], 9)
})

test('imported codes match exactly, and never by similar characters', async () => {
  const cwd = folderWith(sqlite)
  writeSqlite(cwd, revisions[1]?.sql ?? '')
  await run(cwd, 'generate')
  const { finished } = start('latchkey', ['invites', 'show', 'free', '--config', 'config.yaml'], {
    cwd,
  })
  assert.match((await finished).stderr, /No invitation has this id, code or link/)
  assert.match((await run(cwd, 'invites show Free', 'latchkey')).stdout, /Free/)
})

test('a database is imported into ours by its URL', async () => {
  const cwd = folderWith(sqlite)
  const old = writeSqlite(cwd, revisions[1]?.sql ?? '')
  const own = [
    'homeserver: {url: "http://127.0.0.1:9", server_name: example.org, registration_shared_secret: zukJnL2o}',
    'public: {url: "https://example.org"}',
  ]
  writeFileSync(join(cwd, 'latchkey.yaml'), own.join('\n'), { mode: 0o600 })
  const latchkey = (line: string) =>
    start('latchkey', [...line.split(' '), '--config', 'latchkey.yaml'], { cwd }).finished
  const dry = await latchkey(`import matrix-registration --database sqlite:///${old}`)
  assert.match(dry.stdout, /4 imported.* Nothing was written/)
  const done = await latchkey(`import matrix-registration --database sqlite:///${old} --apply`)
  assert.match(done.stdout, /4 imported/)
  assert.match((await latchkey('invites show Dated')).stdout, /example\.org\/i\/Dated/)
  const none = await latchkey('import matrix-registration')
  assert.match(none.stderr, /Which database\? Name it with --database/)
  const wrong = await latchkey('import matrix-registration --database mysql://x/y')
  assert.match(wrong.stderr, /SQLite or a database of PostgreSQL/)
  const empty = await latchkey('import matrix-registration --database sqlite:///nowhere.db')
  assert.match(empty.stderr, /holds no tokens of matrix-registration/)
})

test('a folder without an old database starts without tokens', async () => {
  const cwd = folderWith(sqlite)
  assert.equal((await run(cwd, 'status -l')).stdout, '\n')
  const { stdout, stderr } = await run(cwd, 'generate -m 3')
  assert.match(stdout, /^([A-Z][a-z]+){5}\n$/)
  assert.equal(stderr, '')
  assert.equal((await run(cwd, 'status -l')).stdout, stdout)
})
