import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { standardOutput } from './standard-output.ts'

/** Both ends of a pipe that doesn't wait. */
function pipe() {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-'))
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  rmSync(folder, { recursive: true })
  return { reader, writer }
}

const isLeft = new Error('left')
const leave = () => {
  throw isLeft
}

/** Standard output on a pipe, and what its stream was given. */
function outputTo(fd: number) {
  const given: Buffer[] = []
  let opened = 0
  const write = (chunk: string | Uint8Array) => given.push(Buffer.from(chunk as Uint8Array))
  const open = () => {
    opened++
    return { isTTY: true, columns: 80, write }
  }
  return { output: standardOutput({ fd, open, leave }), given, opened: () => opened }
}

test('what is printed is written at once, and no stream is opened for it', () => {
  const { reader, writer } = pipe()
  const { output, opened } = outputTo(writer)
  output.write('Grüße\n')
  const read = Buffer.alloc(64)
  assert.equal(read.toString('utf8', 0, readSync(reader, read)), 'Grüße\n')
  assert.equal(opened(), 0)
  assert.deepEqual([output.isTTY, output.columns, opened()], [true, 80, 1])
})

test('what a reader who is behind could not take, and all that follows, comes in order', () => {
  const { reader, writer } = pipe()
  const { output, given, opened } = outputTo(writer)
  const long = 'ü'.repeat(100_000)
  output.write(long)
  const taken = Buffer.alloc(200_000)
  const length = readSync(reader, taken)
  output.write('the end')
  assert.ok(length > 0 && length < taken.length)
  const all = Buffer.concat([taken.subarray(0, length), ...given]).toString()
  assert.equal(all, `${long}the end`)
  assert.equal(opened(), 1)
})

test('the program ends where nobody reads any more, and says so where nothing can be written', () => {
  const { reader, writer } = pipe()
  closeSync(reader)
  assert.throws(() => outputTo(writer).output.write('to nobody'), isLeft)
  closeSync(writer)
  assert.throws(() => outputTo(writer).output.write('to nothing'), { code: 'EBADF' })
})
