// Loaded before a program (node --import): ends its standard error with the packages it loaded.
import { registerHooks } from 'node:module'

const packages = new Set<string>()

registerHooks({
  load(url, context, next) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
    if (name !== undefined) packages.add(name)
    return next(url, context)
  },
})

process.on('exit', () => process.stderr.write([...packages].toSorted().join(' ')))
