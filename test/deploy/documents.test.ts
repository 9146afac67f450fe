import assert from 'node:assert/strict'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { parse, stringify } from 'yaml'
import { loadFile } from '../../src/compat/matrix-registration/load.ts'
import { configOf, folderWith, load, SECRET } from '../support/load-config.ts'
import { workplace } from '../support/command.ts'
import { pathOf, readRepository } from './files.ts'

const pages = [
  'docs/deploying.md',
  'docs/migrating-from-portero.md',
  'docs/migrating-from-matrix-registration.md',
  'deploy/ansible/README.md',
]
const files = globSync('{deploy/**/*,compose.yaml,Dockerfile}', { cwd: pathOf('') })
  .filter((name) => /\.|\/run$|Dockerfile/.test(name))
  .filter((name) => !name.endsWith('.md'))

interface Snippet {
  language: string
  text: string
}

/** The blocks of code of a page, without the indentation of a list that they stand in. */
function snippetsOf(page: string): Snippet[] {
  const blocks = readRepository(page).matchAll(/^( *)```(\w+)\n([^]*?)^ *```$/gm)
  return [...blocks].map(([, indent = '', language = '', text = '']) => ({
    language,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }))
}

describe('the pages on deploying', () => {
  for (const page of pages) {
    test(`${page} links to files that are there`, () => {
      const folder = join(pathOf(page), '..')
      for (const [, link = ''] of readRepository(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
        if (!link.startsWith('https:')) assert.ok(existsSync(join(folder, link)), link)
      }
    })
  }

  test('what they show of a file is in the file', () => {
    const whole = files.map(readRepository)
    const others = ['sh', 'js']
    const shown = snippetsOf('docs/deploying.md').filter(
      ({ language }) => !others.includes(language),
    )
    assert.deepEqual(
      shown.map(({ language }) => language),
      ['yaml', 'nginx', 'caddyfile'],
    )
    for (const { text } of shown)
      assert.ok(
        whole.some((one) => one.includes(text)),
        text,
      )
  })

  test('the files of deploy/ that shells are told to install exist, and the commands are ones', async () => {
    await using place = await workplace(null)
    const lines = pages.flatMap((page) =>
      snippetsOf(page)
        .filter(({ language }) => language === 'sh')
        .flatMap(({ text }) => text.trim().split('\n')),
    )
    let tried = 0
    for (const line of lines) {
      for (const [file] of line.matchAll(/\bdeploy\/\S+/g))
        assert.ok(existsSync(pathOf(file)), file)
      const [, words] =
        /\blatchkey ((?:help|version|(?:config|import|invites?|redemptions)(?: [a-z][\w-]+)?))/.exec(
          line,
        ) ?? []
      if (words === undefined) continue
      tried++
      const command = words.split(' ')
      const { code, stderr } = await place.runHere('help', ...command)
      assert.equal(code, 0, `${line}: ${stderr}`)
    }
    assert.ok(tried >= 7)
  })

  test('the configuration that deploy/ has is one', async () => {
    const loaded = await load(readRepository('deploy/latchkey.yaml'), {
      LATCHKEY_HOMESERVER_REGISTRATION_SHARED_SECRET: SECRET,
    })
    assert.equal(configOf(loaded).public.url, 'https://example.org/join')
  })

  test('the one for the Ansible role is matrix-registration’s, without a word of complaint', async () => {
    const [shown] = snippetsOf('deploy/ansible/README.md')
    const { latchkey_configuration: written } = parse(shown?.text ?? '')
    const cwd = folderWith({ 'config.yaml': '' })
    const loaded = await loadFile({ path: 'config.yaml', text: stringify(written), env: {}, cwd })
    assert.ok('config' in loaded, JSON.stringify(loaded))
    assert.deepEqual(loaded.warnings, [])
    const { url } = loaded.config.public
    assert.equal(url, 'https://matrix.example.org/matrix-registration/register')
  })
})
