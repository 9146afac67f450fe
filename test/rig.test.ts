import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from 'pg'
import { openBrowser } from './support/browser.ts'
import { needs, postgresDatabase, synapse } from './support/parts.ts'
import { login, newName, nonce, registered } from './support/synapse-client.ts'

test('Synapse returns a nonce and has no account of a new name', needs('synapse'), async () => {
  const name = newName()
  assert.match((await nonce(synapse().url)) ?? '', /^[0-9a-f]{32,}$/)
  assert.equal(await registered(synapse(), name), false)
  assert.equal(await login(synapse().url, name, 'a password'), 'M_FORBIDDEN')
})

test('PostgreSQL answers in a new database', needs('postgres'), async () => {
  const client = new Client({ connectionString: await postgresDatabase() })
  await client.connect()
  const { rows } = await client.query('select 1 as one, current_database() as name')
  await client.end()
  assert.equal(rows[0].one, 1)
  assert.match(rows[0].name, /^test_/)
})

test('Chromium renders a page', needs('chromium'), async () => {
  await using browser = await openBrowser()
  const page = await browser.newPage()
  await page.goto('data:text/html,<title>Hello</title>')
  assert.equal(await page.title(), 'Hello')
})
