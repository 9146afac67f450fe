/** Fields by their names in small letters; one that is sent several times (Set-Cookie) as a list. */
export type Fields = Readonly<Record<string, string | string[] | undefined>>

/** What is asked of a request's headers: Node's own answer it as well. */
export type ReadHeaders = Pick<Headers, 'get' | 'has' | 'keys'>

/** As the Fetch API's, over fields that are copied when the first of them is changed. */
export class Headers {
  #fields: Fields
  #copied = false

  constructor(fields: Fields = {}) {
    this.#fields = fields
  }

  /** As node:http takes them. */
  get fields(): Fields {
    return this.#fields
  }

  get(name: string): string | null {
    const key = name.toLowerCase()
    const value = Object.hasOwn(this.#fields, key) ? this.#fields[key] : undefined
    return Array.isArray(value) ? value.join(', ') : (value ?? null)
  }

  has(name: string): boolean {
    return this.get(name) !== null
  }

  keys(): Iterable<string> {
    return Object.keys(this.#fields).filter((key) => this.has(key))
  }

  set(name: string, value: string): void {
    this.#change(name, value)
  }

  append(name: string, value: string): void {
    const before = this.has(name) ? this.#fields[name.toLowerCase()] : undefined
    this.#change(name, before === undefined ? value : [before, value].flat())
  }

  #change(name: string, value: string | string[]): void {
    const fields: Record<string, string | string[] | undefined> = this.#copied
      ? this.#fields
      : { ...this.#fields }
    fields[name.toLowerCase()] = value
    this.#fields = fields
    this.#copied = true
  }
}

/** The headers of a request, to be changed. */
export function copyOf(headers: ReadHeaders): Headers {
  const names = [...headers.keys()]
  return new Headers(Object.fromEntries(names.map((name) => [name, headers.get(name) ?? ''])))
}
