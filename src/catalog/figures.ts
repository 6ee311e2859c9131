/** Digits that are part of a name: `R4B`, `C22.0`, `EMERALD-1`, `PD-1`, `Vp3`. */
const NAMES = /(?<![A-Za-z.])[A-Za-z][A-Za-z.]*-?\d[\w.-]*/g

/** A power of ten in a unit. */
const POWERS = /10[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]+/g

const PLACEHOLDERS = /\{\{[^{}]*\}\}|\{\w+\}/g

/**
 * The figures that a text writes out, in words of digits: not those of names, units and
 * placeholders.
 */
export const figuresIn = (text: string): readonly string[] =>
  text
    .replaceAll(PLACEHOLDERS, '')
    .replaceAll(NAMES, '')
    .replaceAll(POWERS, '')
    .match(/\d+(?:[.,]\d+)*/g) ?? []
