import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { configuration, workplace, type Workplace } from './support/command.ts'
import { startAs } from './support/program.ts'

const listening = `public:
  url: https://example.org/join
  listen: 127.0.0.1:0
private:
  listen: unix:private.sock
log:
  format: json
`

const withPicture = (path: string) =>
  configuration(`${listening}community:\n  picture: ${JSON.stringify(path)}\n`)

function writeBytes({ folder }: Workplace, name: string, bytes: Buffer): void {
  writeFileSync(join(folder, name), bytes)
}

const latin = (text: string) => Buffer.from(text, 'latin1')

/** The first bytes of each type, from its specification, under a name with another extension. */
const pictures: [name: string, bytes: Buffer, type: string][] = [
  ['logo', latin('\x89PNG\r\n\x1a\n'), 'image/png'],
  ['logo.png', latin('\xff\xd8\xff\xe0\0\x10JFIF'), 'image/jpeg'],
  ['a.jpg', latin('GIF89a'), 'image/gif'],
  ['b.png', latin('RIFF\x10\0\0\0WEBPVP8 '), 'image/webp'],
  ['c.webp', latin('\0\0\0\x1cftypavif\0\0\0\0'), 'image/avif'],
  [
    'd.txt',
    Buffer.from(
      '\uFEFF<?xml version="1.0"?>\n<!-- ours -->\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    ),
    'image/svg+xml',
  ],
]

test('a picture’s type comes from its bytes, not its name, and it runs no scripts', async () => {
  for (const [name, bytes, type] of pictures) {
    await using place = await workplace(withPicture(name))
    writeBytes(place, name, bytes)
    const portal = startAs('latchkey', place.folder, ['serve'])
    const [, address = ''] = await portal.until(/"public":"(http:[^"]+)"/)
    const page = await (await fetch(address)).text()
    const [, path = ''] = /<img class="door" src="\/join([^"]+)"/.exec(page) ?? []
    const reply = await fetch(address + path)
    assert.equal(reply.headers.get('content-type'), type)
    assert.match(reply.headers.get('content-security-policy') ?? '', /default-src 'none'/)
    assert.equal(reply.headers.get('x-content-type-options'), 'nosniff')
    assert.deepEqual(Buffer.from(await reply.arrayBuffer()), bytes)
    portal.child.kill('SIGTERM')
    await portal.ended()
  }
})

const refused: [what: string, path: string, words: RegExp][] = [
  ['a file of accounts', '/etc/passwd', /is "\/etc\/passwd", which holds no picture; expected/],
  ['a page', 'page.html', /which holds no picture/],
  ['a script that says svg later', 'late.svg', /which holds no picture/],
  ['the configuration itself', 'latchkey.yaml', /which holds no picture/],
  ['a link to it', 'link.png', /which holds no picture/],
  ['a large file', 'large.png', /which has 3,000,000 bytes; expected .* at most 2 MiB/],
  ['a folder', 'folder', /which is a directory/],
  ['a device', '/dev/zero', /which is not a regular file/],
  ['nothing', 'nowhere.png', /which does not exist/],
]

for (const [what, path, words] of refused) {
  test(`a picture that is ${what} is refused by config check and at startup`, async () => {
    await using place = await workplace(withPicture(path))
    await place.write('page.html', '<!doctype html><svg></svg>')
    await place.write('late.svg', 'text <svg></svg>')
    writeBytes(place, 'large.png', Buffer.alloc(3_000_000, latin('\x89PNG\r\n\x1a\n')))
    mkdirSync(join(place.folder, 'folder'))
    symlinkSync('latchkey.yaml', join(place.folder, 'link.png'))
    const check = await place.run('config', 'check')
    assert.equal(check.code, 1)
    assert.match(check.stdout, words)
    assert.match(check.stdout, /community\.picture/)
    const start = await place.run('serve')
    assert.equal(start.code, 1)
    assert.match(start.stderr, words)
  })
}
