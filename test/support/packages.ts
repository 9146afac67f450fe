// Preloaded (node --import): at exit prints the loaded packages to standard error.
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
