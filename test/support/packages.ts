// Preloaded (node --import): at exit prints the loaded packages, and the bundle's chunks, to standard error.
import { registerHooks } from 'node:module'

const chunk = /\/dist\/(.+)-.{8}\.mjs$/
const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)/
const loaded = new Set<string>()

registerHooks({
  load(url, context, next) {
    const [, name] = chunk.exec(url) ?? inPackage.exec(url) ?? []
    if (name !== undefined) loaded.add(name)
    return next(url, context)
  },
})

process.on('exit', () => process.stderr.write([...loaded].toSorted().join(' ')))
