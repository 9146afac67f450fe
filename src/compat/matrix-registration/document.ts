import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { parseOrNull } from '../../config/yaml.ts'
import type { Place } from '../../config/problem.ts'
import { problem, type ConfigProblem } from '../../config/problem.ts'
import { type Generation, generationOf, type Key, keyNamed } from './keys.ts'

/** A value of config.yaml and its position. */
export interface Entry {
  place: Place
  value: unknown
}

/** The values of a file by key, independent of the key's name in its generation. */
export interface Document {
  entries: Map<Key, Entry>
  generation: Generation
  warnings: string[]
}

/** Reads config.yaml as PyYAML does: YAML 1.1, and of two equal keys the last counts. */
export function readDocument(text: string, file: string): Document | { problems: ConfigProblem[] } {
  const lines = new LineCounter()
  const options = { version: '1.1', lineCounter: lines, prettyErrors: false, uniqueKeys: false }
  const document = parseOrNull(() => parseDocument(text, { ...options, version: '1.1' }))
  if (document === null) {
    return { problems: [problem({ file, line: null, key: null }, 'this is not YAML with keys')] }
  }
  const lineAt = (offset: number) => lines.linePos(offset).line
  const [error] = document.errors
  const top = document.contents
  if (error || !isMap(top)) {
    const line = error ? lineAt(error.pos[0]) : null
    return { problems: [problem({ file, line, key: null }, 'this is not YAML with keys')] }
  }
  const values: Record<string, unknown> = document.toJS()
  const written = top.items.map(({ key }) => ({
    name: isScalar(key) ? String(key.value) : '?',
    line: isScalar(key) && key.range ? lineAt(key.range[0]) : null,
  }))
  return {
    generation: generationOf(written.map(({ name }) => name)),
    ...sort(written, values, file),
  }
}

function sort(
  written: readonly { name: string; line: number | null }[],
  values: Record<string, unknown>,
  file: string,
): Omit<Document, 'generation'> {
  const entries: Document['entries'] = new Map()
  const warnings: string[] = []
  for (const { name, line } of written) {
    const key = keyNamed(name)
    if (key === undefined) warnings.push(`${name} is no key that is known here; it is ignored.`)
    else if (entries.get(key)?.place.key !== key) {
      entries.set(key, { place: { file, line, key: name }, value: values[name] })
    }
  }
  return { entries, warnings }
}
