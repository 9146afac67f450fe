/** Header fields by lower-case name; a repeated one (Set-Cookie) as a list. */
export type Fields = Readonly<Record<string, string | string[] | undefined>>

type Init = Fields | Headers | Iterable<readonly [string, string]>

/** The part of Headers that is used of requests; Node's own class has it, too. */
export type ReadHeaders = Pick<Headers, 'get' | 'has' | 'keys'>

/** RFC 9110, section 5.6.2: token. */
const token = /^[\w!#$%&'*+.^`|~-]+$/
const broken = /[\0\r\n]|[^\0-\xff]/

/**
 * As the Fetch API's (https://fetch.spec.whatwg.org/#headers-class), over fields that are copied when
 * the first of them is changed.
 */
export class Headers implements Iterable<[string, string]> {
  #fields: Fields = {}
  #isOwn = false

  constructor(init: Init = {}) {
    if (init instanceof Headers) this.#fields = init.fields
    else if (isIterable(init)) for (const [name, value] of init) this.append(name, value)
    else if (Object.keys(init).every(isLower)) this.#fields = init
    else for (const [name, value] of Object.entries(init)) this.#add(name, value)
  }

  /** In the format of node:http. */
  get fields(): Fields {
    return this.#fields
  }

  get(name: string): string | null {
    const value = this.#find(name)
    return Array.isArray(value) ? value.join(', ') : (value ?? null)
  }

  has(name: string): boolean {
    return this.#find(name) !== undefined
  }

  getSetCookie(): string[] {
    return [this.#find('set-cookie') ?? []].flat()
  }

  set(name: string, value: string): void {
    this.#change(name, [value])
  }

  append(name: string, value: string): void {
    this.#change(name, [this.#find(name) ?? [], value].flat())
  }

  delete(name: string): void {
    this.#change(name, [])
  }

  *entries(): IterableIterator<[string, string]> {
    for (const name of Object.keys(this.#fields).toSorted()) {
      if (name === 'set-cookie') for (const one of this.getSetCookie()) yield [name, one]
      else if (this.has(name)) yield [name, this.get(name) ?? '']
    }
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this.entries()) yield name
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this.entries()) yield value
  }

  forEach(visit: (value: string, name: string, headers: Headers) => void): void {
    for (const [name, value] of this.entries()) visit(value, name, this)
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries()
  }

  #find(name: string): string | string[] | undefined {
    const key = name.toLowerCase()
    return Object.hasOwn(this.#fields, key) ? this.#fields[key] : undefined
  }

  #add(name: string, value: string | string[] | undefined): void {
    for (const one of [value ?? []].flat()) this.append(name, one)
  }

  #change(name: string, values: string[]): void {
    if (!token.test(name)) throw new TypeError(`invalid header name: ${JSON.stringify(name)}`)
    const trimmed = values.map(normalise)
    const fields: Record<string, string | string[] | undefined> = this.#isOwn
      ? this.#fields
      : { ...this.#fields }
    const [first, ...more] = trimmed
    const key = name.toLowerCase()
    if (first === undefined) delete fields[key]
    else fields[key] = more.length === 0 ? first : trimmed
    this.#fields = fields
    this.#isOwn = true
  }
}

function normalise(value: string): string {
  const trimmed = value.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '')
  if (broken.test(trimmed)) throw new TypeError('invalid header value')
  return trimmed
}

function isIterable(init: object): init is Iterable<readonly [string, string]> {
  return Symbol.iterator in init
}

function isLower(name: string): boolean {
  return !/[A-Z]/.test(name)
}

/** A mutable copy of a request's headers. */
export function copyOf(headers: ReadHeaders): Headers {
  return new Headers([...headers.keys()].map((name) => [name, headers.get(name) ?? ''] as const))
}
