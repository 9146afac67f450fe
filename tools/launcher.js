#!/usr/bin/env node
// The package's `latchkey`: plain enough for an old Node to read, and to be told what it lacks.
import * as module from 'node:module'
import { join } from 'node:path'

if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(`Latchkey needs Node.js 24 or newer; this is ${process.versions.node}.\n`)
  process.exitCode = 1
} else {
  // Not in the shared temporary folder, where somebody else could lay compiled code for us; in a
  // container nobody may have a home.
  const { XDG_CACHE_HOME: caches, HOME: home } = process.env
  if (caches || home) module.enableCompileCache(join(caches || join(home, '.cache'), 'latchkey'))
  await import('./main.js')
}
