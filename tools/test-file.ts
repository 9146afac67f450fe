// Loaded before each test file (node --import). Ends the process when `npm test` ends, whose pipe is its
// standard input, or when the file's time is over, even if its event loop is blocked.
import { spawn } from 'node:child_process'

const limit = Number(process.env.TEST_FILE_TIMEOUT_MS) / 1000 + 5
const kill = `kill -s KILL ${process.pid}`
const script = `(read never <&3; ${kill}) & (sleep ${limit}; ${kill}) & read never; kill -s KILL 0`
spawn('sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore', 0] }).unref()

// An interrupt ends it at once: Node's test runner would wait for tests that hang.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.kill(process.pid, 'SIGKILL'))
}
