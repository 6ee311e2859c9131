/** A colour as sRGB, linear, 0 to 1. */
export type Colour = readonly [number, number, number]

const toLinear = (byte: number) => {
  const share = byte / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

/** @param hex - `#rgb` or `#rrggbb`. */
export function toColour(hex: string): Colour {
  const [, digits = ''] = /^#([0-9a-f]{3}|[0-9a-f]{6})$/.exec(hex) ?? []
  const pairs = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits
  const [r = 'x', g = 'x', b = 'x'] = pairs.match(/../g) ?? []
  return [r, g, b].map((pair) => toLinear(Number.parseInt(pair, 16))) as unknown as Colour
}

/** Relative luminance of WCAG 2.2. */
const luminanceOf = ([r, g, b]: Colour) => 0.2126 * r + 0.7152 * g + 0.0722 * b

/** Contrast of WCAG 2.2: 1 to 21. */
export function contrastOf(a: Colour, b: Colour): number {
  const [dark = 0, light = 0] = [luminanceOf(a), luminanceOf(b)].toSorted((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

type Matrix = readonly [Colour, Colour, Colour]

const times = (matrix: Matrix, [r, g, b]: Colour): Colour =>
  matrix.map(([x, y, z]) => Math.min(1, Math.max(0, x * r + y * g + z * b))) as unknown as Colour

/** Machado, Oliveira and Fernandes 2009, severity 1.0. https://doi.org/10.1109/TVCG.2009.113 */
const DICHROMATS: Readonly<Record<string, Matrix>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

/** How eyes see a colour, by their name. */
export const EYES: Readonly<Record<string, (colour: Colour) => Colour>> = {
  'all cones': (colour) => colour,
  ...Object.fromEntries(
    Object.entries(DICHROMATS).map(([name, matrix]) => [
      name,
      (colour: Colour) => times(matrix, colour),
    ]),
  ),
  'no cones, and grey paper': (colour) => {
    const grey = luminanceOf(colour)
    return [grey, grey, grey]
  },
}

const curved = (share: number) =>
  share > 216 / 24389 ? Math.cbrt(share) : (share * 24389) / 27 / 116 + 4 / 29

/** CIELAB under D65. */
function toLab(colour: Colour): Colour {
  const xyz: Matrix = [
    [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
    [0.2126729, 0.7151522, 0.072175],
    [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
  ]
  const [x, y, z] = times(xyz, colour).map(curved) as unknown as Colour
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** CIE76 colour difference: 2.3 is just seen. */
export function differenceOf(a: Colour, b: Colour): number {
  const [one, other] = [toLab(a), toLab(b)]
  return Math.hypot(...one.map((value, i) => value - (other[i] ?? 0)))
}
