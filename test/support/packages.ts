// Loaded before a program (node --import): ends its standard error with the packages it loaded, and
// with those modules of Node's that take as long to load as one.
import { registerHooks } from 'node:module'

const packages = new Set<string>()

registerHooks({
  load(url, context, next) {
    const name = /(?:node_modules\/|^(?=node:(?:crypto|net|stream)$))((?:@[^/]+\/)?[^/]+)/.exec(
      url,
    )?.[1]
    if (name !== undefined) packages.add(name)
    return next(url, context)
  },
})

process.on('exit', () => process.stderr.write([...packages].toSorted().join(' ')))
