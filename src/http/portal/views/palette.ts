/** Colours derived from the operator's accent, with computed contrast. */
export type Rgb = readonly [number, number, number]

/** A colour in OKLab (B. Ottosson): lightness 0 to 1 and two axes of hue. */
type Lab = readonly [number, number, number]

export const parse = (hex: string): Rgb => {
  const number = Number.parseInt(hex.slice(1), 16)
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255]
}

export const hexOf = (rgb: Rgb): string =>
  `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`

const linear = (part: number): number =>
  part <= 10.31475 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4

const encoded = (part: number): number => {
  const value = part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055
  return Math.round(Math.min(1, Math.max(0, value)) * 255)
}

const luminance = ([r, g, b]: Rgb): number =>
  0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
export const contrast = (a: Rgb, b: Rgb): number => {
  const [one, other] = [luminance(a), luminance(b)]
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}

const toLab = (rgb: Rgb): Lab => {
  const [r, g, b] = [linear(rgb[0]), linear(rgb[1]), linear(rgb[2])]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

const toRgb = ([light, a, b]: Lab): Rgb => {
  const l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (light - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

/** The same hue with another lightness (0 to 1); `kept`: the fraction of chroma to keep. */
export const tint = (rgb: Rgb, lightness: number, kept: number): Rgb => {
  const [, a, b] = toLab(rgb)
  return toRgb([lightness, a * kept, b * kept])
}

/** The nearest shade of `rgb` that has the contrast `ratio` against every background. */
export const readable = (rgb: Rgb, grounds: readonly Rgb[], ratio: number, step: number): Rgb => {
  const fits = (shade: Rgb) => grounds.every((ground) => contrast(shade, ground) >= ratio)
  const [start] = toLab(rgb)
  let shade = rgb
  for (let light = start; !fits(shade) && light > 0 && light < 1; light += step)
    shade = tint(rgb, light, Math.min(1, (1 - light) * 4))
  return fits(shade) ? shade : toRgb([step > 0 ? 1 : 0, 0, 0])
}
