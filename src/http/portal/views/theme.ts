import { contrast, hexOf, parse, readable, tint } from './palette.ts'
import type { Rgb } from './palette.ts'

const white: Rgb = [255, 255, 255]
const black: Rgb = [0, 0, 0]

const danger: Rgb = [190, 40, 35]
const fine: Rgb = [25, 125, 65]

/** Contrast of normal text (WCAG 2.2, 1.4.6), for cheap screens and bright light. */
const plain = 7

interface Scheme {
  /** Lightness (OKLab) of the page, of cards, and of highlighted areas. */
  page: number
  card: number
  wash: number
  /** Lightness of text, of secondary text, and of decorative lines. */
  text: number
  muted: number
  line: number
  /** The direction in which a colour is adjusted for contrast: darker on light, lighter on dark. */
  step: number
}

const light: Scheme = {
  page: 0.972,
  card: 1,
  wash: 0.955,
  text: 0.24,
  muted: 0.46,
  line: 0.9,
  step: -0.01,
}
const dark: Scheme = {
  page: 0.19,
  card: 0.235,
  wash: 0.29,
  text: 0.94,
  muted: 0.75,
  line: 0.34,
  step: 0.01,
}

/**
 * The colours of one scheme, by name. Text has 7:1 on page, card and wash; the edge of a field and
 * the button have 3:1 against what surrounds them; the button's words, which are large and bold,
 * 4.5:1 on it (white or black always does).
 */
export const colours = (accent: Rgb, scheme: Scheme): Record<string, Rgb> => {
  const { step } = scheme
  const page = tint(accent, scheme.page, 0.06)
  const card = tint(accent, scheme.card, step < 0 ? 0 : 0.07)
  const wash = tint(accent, scheme.wash, 0.18)
  const alarm = tint(danger, step < 0 ? 0.97 : 0.25, 0.25)
  const grounds = [page, card, wash]
  const button = readable(accent, grounds, 3, step)
  return {
    page,
    card,
    wash,
    text: readable(tint(accent, scheme.text, 0.12), grounds, plain, step),
    muted: readable(tint(accent, scheme.muted, 0.2), grounds, plain, step),
    line: tint(accent, scheme.line, 0.12),
    edge: readable(tint(accent, scheme.muted, 0.2), grounds, 3, step),
    accent: button,
    'on-accent': contrast(white, button) >= 4.5 ? white : black,
    'accent-ink': readable(accent, grounds, plain, step),
    danger: readable(danger, [...grounds, alarm], plain, step),
    'danger-wash': alarm,
    fine: readable(fine, grounds, plain, step),
  }
}

const rule = (set: Record<string, Rgb>): string =>
  `:root{${Object.entries(set)
    .map(([name, rgb]) => `--${name}:${hexOf(rgb)}`)
    .join(';')}}`

/** The stylesheet `theme.css`: every colour that follows from the operator's accent, `#rrggbb`. */
export const themeCss = (accent: string): string => {
  const rgb = parse(accent)
  return `${rule(colours(rgb, light))}
@media (prefers-color-scheme:dark){${rule(colours(rgb, dark))}}
`
}

export const schemes = { light, dark }
