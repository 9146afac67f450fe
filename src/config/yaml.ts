import type { Document, Node, Pair, YAMLMap } from 'yaml'
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Raw } from './option.ts'
import { problem, type Place, type ConfigProblem } from './problem.ts'

import type { WrittenSettings } from './setting.ts'
import { NOT_AN_OPTION } from './spelling.ts'

/** The settings and problems of a configuration file. */
export interface FileSettings {
  settings: WrittenSettings
  problems: ConfigProblem[]
}

interface Reader extends FileSettings {
  document: Document
  seen: Set<string>
  known: ReadonlySet<string>
  place: (key: string | null, node: unknown) => Place
}

/**
 * Reads YAML into settings, each with its line.
 * @param file the file's name for messages
 * @param known all keys that can be set
 */
export function readYaml(text: string, file: string, known: ReadonlySet<string>): FileSettings {
  const lines = new LineCounter()
  // Pretty errors would quote the line, which may hold a secret. Duplicate keys are reported below,
  // so that they don't stop the parser.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false }
  const document = parseOrNull(() => parseDocument(text, options))
  if (document === null) {
    const at = { file, line: null, key: null }
    return { settings: new Map(), problems: [problem(at, 'the file is nested too deeply')] }
  }
  const lineAt = (offset: number | undefined) =>
    offset === undefined ? null : lines.linePos(offset).line
  const reader: Reader = {
    settings: new Map(),
    problems: [],
    document,
    seen: new Set(),
    known,
    place: (key, node) => ({ file, line: lineAt(startOf(node)), key }),
  }
  const [error] = [...document.errors, ...document.warnings]
  // Only the first syntax error is reported: the others are usually its consequences.
  if (error) {
    const at = { file, line: lineAt(error.pos[0]), key: null }
    reader.problems.push(problem(at, describeSyntax(error.code)))
  } else readTop(reader)
  return reader
}

/** The parser is recursive: deep nesting overflows the stack, which is a RangeError. */
export function parseOrNull<T>(parse: () => T): T | null {
  try {
    return parse()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function startOf(node: unknown): number | undefined {
  return node !== null && typeof node === 'object' && 'range' in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : undefined
}

function readTop(reader: Reader): void {
  const top = resolved(reader, reader.document.contents)
  if (top === null || isEmpty(top)) return
  if (isMap(top)) readMap(reader, top, '')
  else reader.problems.push(problem(reader.place(null, top), 'the file is not a map of options'))
}

function readMap(reader: Reader, map: YAMLMap, prefix: string): void {
  for (const { key: keyNode, value } of map.items as Pair<Node, Node | null>[]) {
    const key = prefix + (isScalar(keyNode) ? (keyNode.source ?? String(keyNode.value)) : '?')
    const node = resolved(reader, value)
    const place = reader.place(key, keyNode)
    if (reader.seen.has(key)) reader.problems.push(problem(place, 'is set twice'))
    else if (reader.known.has(key)) readOption(reader, place, node)
    else if (prefix === '' && hasOptionsBelow(reader, key)) readSection(reader, place, node)
    else reader.problems.push(problem(place, NOT_AN_OPTION))
    reader.seen.add(key)
  }
}

function hasOptionsBelow({ known }: Reader, section: string): boolean {
  return [...known].some((key) => key.startsWith(`${section}.`))
}

/** A section whose options are all commented out is empty, which is valid. */
function readSection(reader: Reader, place: Place, node: Node | null): void {
  if (isMap(node)) readMap(reader, node, `${place.key}.`)
  else if (!isEmpty(node) && !isNull(node)) {
    const fault = isSeq(node) ? 'is a list' : 'is a single value'
    reader.problems.push(problem(place, fault, { expected: 'a map of options' }))
  }
}

function readOption({ settings, problems }: Reader, place: Place, node: Node | null): void {
  if (isEmpty(node)) {
    // Often the value began with #, which begins a comment in YAML.
    const expected = 'a value, in quotes where it begins with a sign such as # or *'
    problems.push(problem(place, 'is empty', { expected }))
  } else if (!isNull(node)) settings.set(String(place.key), { place, raw: rawOf(node) })
}

function resolved({ document }: Reader, node: Node | null): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && !node.source)
}

function isNull(node: Node | null): boolean {
  return isScalar(node) && node.value === null
}

function rawOf(node: Node | null): Raw | null {
  if (isScalar(node)) return textOf(node.value, node.source)
  if (!isSeq(node)) return null
  const items = node.items.map((item) => (isScalar(item) ? textOf(item.value, item.source) : null))
  return items.every((item) => item !== null) ? items : null
}

/** Numbers and the like are read as written: 010 is not eight, and 1e3 is not 1000. */
function textOf(value: unknown, source: string | undefined): string | null {
  return typeof value === 'string' ? value : value === null ? null : (source ?? null)
}

const SYNTAX: Record<string, string> = {
  BAD_INDENT: 'the indentation is wrong',
  BAD_SCALAR_START: 'a value that begins with this sign has to be in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a value that holds a colon and a space has to be in quotes',
  MISSING_CHAR: 'a closing quote or bracket, or a colon, is missing',
  MULTILINE_IMPLICIT_KEY: 'a colon is missing after a key',
  MULTIPLE_DOCS: 'a second document begins here; one is enough',
  TAB_AS_INDENT: 'a tab indents this line; YAML takes only spaces',
  UNEXPECTED_TOKEN: 'a value ends too early or goes on too long; it may have to be in quotes',
  TAG_RESOLVE_FAILED: 'a value that begins with ! has to be in quotes',
}

/** Our own messages: those of the parser may quote the value, which may be a secret. */
function describeSyntax(code: string): string {
  return SYNTAX[code] ?? 'this is not YAML'
}
