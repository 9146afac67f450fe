import { contrast, hexOf, parse, readable, tint } from './palette.ts'
import type { Rgb } from './palette.ts'

const white: Rgb = [255, 255, 255]
const black: Rgb = [0, 0, 0]

interface Scheme {
  /** Lightness (OKLab) of page, card and the wash behind what stands out. */
  page: number
  card: number
  wash: number
  /** Which way the accent moves until it can be seen: darker on light, lighter on dark. */
  step: number
}

const light: Scheme = { page: 0.972, card: 1, wash: 0.955, step: -0.01 }
const dark: Scheme = { page: 0.19, card: 0.235, wash: 0.28, step: 0.01 }

/**
 * The colours of one scheme. Text in the accent has 4.5:1 on all three grounds; the button has 3:1
 * against page and card, and its words 4.5:1 on it (white or black always does).
 */
export const colours = (accent: Rgb, { page, card, wash, step }: Scheme): Record<string, Rgb> => {
  const grounds = {
    page: tint(accent, page, 0.06),
    card: tint(accent, card, card === 1 ? 0 : 0.07),
    wash: tint(accent, wash, 0.18),
  }
  const all = Object.values(grounds)
  const button = readable(accent, [grounds.page, grounds.card], 3, step)
  const words = contrast(white, button) >= 4.5 ? white : black
  return {
    ...grounds,
    accent: button,
    'on-accent': words,
    'accent-ink': readable(accent, all, 4.5, step),
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
