// Loaded before each test file (node --import): the process doesn't outlive `npm test`, whose pipe is
// its standard input, nor the time that a file has, even if its event loop is blocked.
import { spawn } from 'node:child_process'

const limit = Number(process.env.TEST_FILE_TIMEOUT_MS) / 1000 + 5
const kill = `kill -s KILL ${process.pid}`
const script = `(read never <&3; ${kill}) & (sleep ${limit}; ${kill}) & read never; kill -s KILL 0`
spawn('sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore', 0] }).unref()

// Interrupted, it ends at once: Node's test runner would wait for tests that never end.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.kill(process.pid, 'SIGKILL'))
}
