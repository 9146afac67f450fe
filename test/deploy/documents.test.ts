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

/** The code blocks of a page, without the indentation of a list. */
function snippetsOf(page: string): Snippet[] {
  const blocks = readRepository(page).matchAll(/^( *)```(\w+)\n([^]*?)^ *```$/gm)
  return [...blocks].map(([, indent = '', language = '', text = '']) => ({
    language,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }))
}

describe('the pages on deploying', () => {
  for (const page of pages) {
    test(`${page} links only to existing files`, () => {
      const folder = join(pathOf(page), '..')
      for (const [, link = ''] of readRepository(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
        if (!link.startsWith('https:')) assert.ok(existsSync(join(folder, link)), link)
      }
    })
  }

  test('a part of a file that they show is in the file', () => {
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

  test('the commands that they show exist, and so do the files of deploy/ that these install', async () => {
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

  test('the configuration in deploy/ is valid', async () => {
    const loaded = await load(readRepository('deploy/latchkey.yaml'), {
      LATCHKEY_HOMESERVER_REGISTRATION_SHARED_SECRET: SECRET,
    })
    assert.equal(configOf(loaded).public.url, 'https://example.org/join')
  })

  test('the configuration for the Ansible role is matrix-registration’s, and causes no warning', async () => {
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
