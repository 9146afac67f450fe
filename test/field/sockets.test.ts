import assert from 'node:assert/strict'
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { once } from 'node:events'
import { test } from 'node:test'
import { workplace, type Workplace } from '../support/command.ts'
import { startServe } from './serving.ts'

const configured = (mode = '') => `
homeserver:
  url: http://127.0.0.1:9
  server_name: example.org
  registration_shared_secret: dAYjKUoSkC2OHTh8Hs4u
public:
  url: https://example.org/join
  listen: unix:run/public.sock
${mode}private:
  listen: unix:private.sock
proxies:
  trusted: unix
log:
  format: json
`

/** What the doctor says of the socket. */
async function told(place: Workplace): Promise<string> {
  const { findings } = JSON.parse((await place.runHere('doctor', '--json')).stdout)
  return (findings as { code: string; severity: string; sentence: string }[])
    .filter(({ code }) => code === 'not_running' || code === 'socket')
    .map(({ severity, sentence }) => `${severity}: ${sentence}`)
    .join('\n')
}

test('the doctor tells a socket that is missing, none, left behind, or closed to the web server', async () => {
  await using place = await workplace(configured('  socket_mode: 0660\n'))
  const folder = join(place.folder, 'run')
  const path = join(folder, 'public.sock')
  await mkdir(folder, { mode: 0o755 })
  assert.match(await told(place), /^warning: .* the socket \S+public\.sock does not exist/)
  await writeFile(path, '')
  assert.match(await told(place), /^warning: .*public\.sock is no socket/)
  await rm(path)
  const silent = createServer((socket) => socket.end('no\n')).listen(path)
  await once(silent, 'listening')
  assert.match(await told(place), /^warning: .* nothing answers at \S+public\.sock \(/)
  silent.close()
  await leaveSocket(path)
  assert.match(
    await told(place),
    /^warning: .* nobody listens at the socket \S+public\.sock, which/,
  )
  {
    await using serving = await startServe(place)
    assert.match(await told(place), /^fine: .* 0660: its owner and the group \S+ can connect\.$/)
    await chmod(path, 0o600)
    assert.match(await told(place), /^warning: .* 0600, and public\.socket_mode is 0660\.$/)
    await place.write('latchkey.yaml', configured())
    assert.match(await told(place), /^warning: .* 0600: only its owner can connect/)
    await chmod(path, 0o666)
    assert.match(await told(place), /^fine: .* its owner and everybody can connect\.$/)
    await chmod(folder, 0o700)
    assert.match(await told(place), /^warning: The folder \S+ has the mode 0700, which keeps/)
    await chmod(folder, 0o755)
    assert.ok(serving)
  }
})

/** What a killed process leaves. */
async function leaveSocket(path: string): Promise<void> {
  const code = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`
  await once(spawn(process.execPath, ['-e', code, path]), 'exit')
}
