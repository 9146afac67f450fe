import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'

// Node's coverage omits a file that no test loads, instead of counting it as 0 %. main.ts is excluded,
// because loading it runs a command.
const files = globSync('src/**/*.ts', {
  exclude: ['src/**/*.test.ts', 'src/**/*.d.ts', 'src/main.ts'],
})

test('every source file loads by itself', async () => {
  await Promise.all(files.map((file) => import(resolve(file))))
})
