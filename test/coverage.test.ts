import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'

// A file that nothing loads would otherwise be missing from the coverage instead of counting as 0 %.
// main.ts runs a command when loaded: the suites of the command line spawn it.
const files = globSync('src/**/*.ts', {
  exclude: ['src/**/*.test.ts', 'src/**/*.d.ts', 'src/main.ts'],
})

test('every source file loads by itself', async () => {
  await Promise.all(files.map((file) => import(resolve(file))))
})
