import type { FindMistake, ValueType } from './option.ts'

// Types made of a function that reads one text, and of other types.

/** A type whose value is one text. `read` receives it trimmed. */
export function single<T>(
  expected: string,
  read: (text: string, folder: string) => T | undefined,
  mistakes?: () => Promise<FindMistake>,
): ValueType<T> {
  return {
    expected,
    ...(mistakes && { mistakes }),
    read: (raw, folder) => (typeof raw === 'string' ? read(raw.trim(), folder) : undefined),
  }
}

/** A type whose value is a list of texts: a YAML list, or one text with commas. */
export function list<T>(
  expected: string,
  read: (item: string, folder: string) => T | undefined,
  mistakes?: () => Promise<FindMistake>,
): ValueType<T[]> {
  return {
    expected,
    mistakes: async () => {
      const { ofItems } = await import('./mistakes/lists.ts')
      return ofItems(read, (await mistakes?.()) ?? null)
    },
    read(raw, folder) {
      const items = typeof raw === 'string' ? raw.split(',') : raw
      const texts = items.map((item) => item.trim()).filter((item) => item !== '')
      const values = texts.map((item) => read(item, folder))
      return values.every((value) => value !== undefined) ? values : undefined
    },
  }
}

/** Also accepts one word, which means `null`. */
export function orWord<T>(kind: ValueType<T>, word: string): ValueType<T | null> {
  return {
    expected: `${kind.expected}, or ${word}`,
    read: (raw, folder) =>
      typeof raw === 'string' && raw.trim().toLowerCase() === word ? null : kind.read(raw, folder),
    mistakes: async () =>
      (await import('./mistakes/words.ts')).orNone(word, (await kind.mistakes?.()) ?? (() => null)),
  }
}

/** Also accepts the word `auto`, read as 0; assemble.ts replaces it when all values are known. */
export function orAuto(kind: ValueType<number>): ValueType<number> {
  return {
    mistakes: async () =>
      (await import('./mistakes/words.ts')).orAuto((await kind.mistakes?.()) ?? (() => null)),
    expected: `${kind.expected}, or auto`,
    read: (raw, folder) =>
      typeof raw === 'string' && /^\s*auto\s*$/i.test(raw) ? 0 : kind.read(raw, folder),
  }
}
