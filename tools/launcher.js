#!/usr/bin/env node
// The package's `latchkey`. It uses old syntax only, so that an old Node can print what it lacks.
import * as module from 'node:module'
import { join } from 'node:path'

if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(`Latchkey needs Node.js 24 or newer; this is ${process.versions.node}.\n`)
  process.exitCode = 1
} else {
  // Not in the shared temporary folder, where another user could plant compiled code. In a
  // container the user may have no home.
  const { XDG_CACHE_HOME: caches, HOME: home } = process.env
  if (caches || home) module.enableCompileCache(join(caches || join(home, '.cache'), 'latchkey'))
  await import('./main.js')
}
