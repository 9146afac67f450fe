import type { Document, Node, Pair, YAMLMap } from 'yaml'
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { NamedOption, Raw } from './option.ts'
import { problem, type Place, type ConfigProblem } from './problem.ts'

import type { WrittenSettings } from './setting.ts'
import { NOT_AN_OPTION } from './spelling.ts'

/** The settings and problems of a configuration file. */
export interface FileSettings {
  settings: WrittenSettings
  problems: ConfigProblem[]
  /** What is valid and probably not intended: a sentence each. */
  warnings: string[]
}

/** All keys that can be set, each with its option; null: the key of a secret's file. */
export type KnownKeys = ReadonlyMap<string, NamedOption | null>

interface Reader extends FileSettings {
  document: Document
  /** The line of each key that was read. */
  seen: Map<string, number | null>
  known: KnownKeys
  place: (key: string | null, node: unknown) => Place
}

/**
 * Reads YAML into settings, each with its line.
 * @param file the file's name for messages
 */
export function readYaml(text: string, file: string, known: KnownKeys): FileSettings {
  const lines = new LineCounter()
  // Pretty errors would quote the line, which may hold a secret. Duplicate keys are reported below,
  // so that they don't stop the parser.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false }
  const document = parseOrNull(() => parseDocument(text, options))
  if (document === null) {
    const at = { file, line: null, key: null }
    const problems = [problem(at, 'the file is nested too deeply')]
    return { settings: new Map(), problems, warnings: [] }
  }
  const lineAt = (offset: number | undefined) =>
    offset === undefined ? null : lines.linePos(offset).line
  const reader: Reader = {
    settings: new Map(),
    problems: [],
    warnings: [],
    document,
    seen: new Map(),
    known,
    place: (key, node) => ({ file, line: lineAt(startOf(node)), key }),
  }
  const [error] = [...document.errors, ...document.warnings]
  // Only the first syntax error is reported: the others are usually its consequences.
  if (error) {
    const at = { file, line: lineAt(error.pos[0]), key: null }
    reader.problems.push(problem(at, describeSyntax(error.code, text[error.pos[0]])))
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
  else {
    const fault = 'the file is not a map of options, each with a colon and a space after its name'
    reader.problems.push(problem(reader.place(null, top), fault))
  }
}

function readMap(reader: Reader, map: YAMLMap, prefix: string): void {
  for (const { key: keyNode, value } of map.items as Pair<Node, Node | null>[]) {
    const key = prefix + (isScalar(keyNode) ? (keyNode.source ?? String(keyNode.value)) : '?')
    const node = resolved(reader, value)
    const place = reader.place(key, keyNode)
    if (reader.seen.has(key)) reader.problems.push(twice(place, reader.seen.get(key) ?? null))
    else if (isAlias(value) && node === null) reader.problems.push(problem(place, NO_ALIAS))
    else if (reader.known.has(key)) readOption(reader, place, node)
    else if (prefix === '' && hasOptionsBelow(reader, key)) readSection(reader, place, node)
    else reader.problems.push(problem(place, NOT_AN_OPTION))
    if (!reader.seen.has(key)) reader.seen.set(key, place.line)
  }
}

const NO_ALIAS = 'begins with *, which makes it a reference to nothing: put it in quotes'

function twice(place: Place, line: number | null): ConfigProblem {
  return problem(place, line === null ? 'is set twice' : `is set twice, first in line ${line}`)
}

function hasOptionsBelow({ known }: Reader, section: string): boolean {
  return [...known.keys()].some((key) => key.startsWith(`${section}.`))
}

/** A section whose options are all commented out is empty, which is valid. */
function readSection(reader: Reader, place: Place, node: Node | null): void {
  if (isMap(node)) readMap(reader, node, `${place.key}.`)
  else if (!isEmpty(node) && !isNull(node)) {
    const fault = isSeq(node) ? 'is a list' : 'is a single value'
    reader.problems.push(problem(place, fault, { expected: 'a map of options' }))
  }
}

function readOption(reader: Reader, place: Place, node: Node | null): void {
  const { settings, problems, warnings, known } = reader
  const key = String(place.key)
  if (isEmpty(node) || (isSeq(node) && node.items.some(isEmptyItem))) {
    problems.push(emptied(place, known.get(key) ?? null, node))
  } else if (!isNull(node)) {
    settings.set(key, { place, raw: rawOf(node, known.get(key)?.kind.maps) })
    // People write comments with a space; without one the text was to be part of the value.
    if (isScalar(node) && /^\S/.test(node.comment ?? '')) warnings.push(cutOff(place))
  }
}

function cutOff({ file, line, key }: Place): string {
  const at = line === null ? file : `${file}:${line}`
  return `${at}: ${key} ends before #, which begins a comment: put the value in quotes if it goes on.`
}

/** In YAML, # begins a comment: the value that was meant may stand there. A secret isn't shown. */
function emptied(place: Place, option: NamedOption | null, node: Node | null): ConfigProblem {
  const nodes = isSeq(node) ? (node.items as (Node | null)[]) : [node]
  if (nodes.every((one) => !one?.comment)) {
    return problem(place, 'is empty', { expected: 'a value' })
  }
  const fault = 'is empty, because # begins a comment'
  const meant = nodes.map((one) => rawOf(one) ?? `#${one?.comment}`).join(', ')
  const isValue = option !== null && !option.secret && option.kind.read(meant, '/') !== undefined
  return isValue
    ? problem(place, fault, { meant: JSON.stringify(meant) })
    : problem(place, fault, { expected: 'a value in quotes' })
}

function isEmptyItem(item: unknown): boolean {
  return isScalar(item) && isEmpty(item)
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

/** `maps`: whether the items of a list may be maps. */
function rawOf(node: Node | null, maps?: boolean): Raw | null {
  if (isScalar(node)) return textOf(node.value, node.source)
  if (!isSeq(node)) return null
  const items = node.items.map((item) => {
    if (isMap(item) && maps) return JSON.stringify(item)
    return isScalar(item) ? textOf(item.value, item.source) : null
  })
  return items.every((item) => item !== null) ? items : null
}

/** Numbers and the like are read as written: 010 is not eight, and 1e3 is not 1000. */
function textOf(value: unknown, source: string | undefined): string | null {
  return typeof value === 'string' ? value : value === null ? null : (source ?? null)
}

const SYNTAX: Record<string, string> = {
  BAD_INDENT: 'the indentation is wrong',
  BAD_DQ_ESCAPE: 'a backslash between double quotes begins an escape; use single quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a value that holds a colon and a space has to be in quotes',
  MISSING_CHAR: 'a closing quote or bracket, or a colon, is missing',
  MULTILINE_IMPLICIT_KEY: 'a colon and a space are missing after a key',
  MULTIPLE_DOCS: 'a second document begins here; one is enough',
  TAB_AS_INDENT: 'a tab indents this line; YAML takes only spaces',
  UNEXPECTED_TOKEN: 'a value ends too early or goes on too long; it may have to be in quotes',
  TAG_RESOLVE_FAILED: 'a value that begins with ! has to be in quotes',
}

/** Our own messages: those of the parser may quote the value, which may be a secret. */
function describeSyntax(code: string, sign: string | undefined): string {
  if (code === 'BAD_SCALAR_START') return `a value that begins with ${sign} has to be in quotes`
  return SYNTAX[code] ?? 'this is not YAML'
}
