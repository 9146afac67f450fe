import { memoize } from '../../shared/memoize.ts'

/** Nothing inline, nothing from elsewhere, in nobody's frame. */
const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** On every answer of the public listener. */
export const common = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

export type PageHeaders = Readonly<Record<string, string>>

const htmlHeaders = (referrer: string) =>
  memoize(
    (tag: string): PageHeaders => ({
      'content-type': 'text/html; charset=utf-8',
      'content-language': tag,
      'cache-control': 'no-store',
      'referrer-policy': referrer,
      ...common,
    }),
    (tag) => tag,
  )

/** The headers of a page in one language, made once. */
export const pageHeaders = htmlHeaders('no-referrer')

/**
 * The same of a page with a form, which sends its own address to its own origin: Chromium posts
 * `Origin: null` under `no-referrer`.
 */
export const formHeaders = htmlHeaders('same-origin')

/** A file whose name changes with its content. An SVG opened by itself is kept from running. */
export function assetHeaders(type: string): PageHeaders {
  return {
    'content-type': type,
    'cache-control': 'public, max-age=31536000, immutable',
    ...common,
  }
}

/** Anything small that belongs to one visitor. */
export function privateHeaders(type: string): PageHeaders {
  return { 'content-type': type, 'cache-control': 'no-store', ...common }
}
