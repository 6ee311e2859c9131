/**
 * The sum of Luhn's check, from the right: every other character counts twice, with 9 less for each
 * 5 in it. A letter counts as its place in ASCII after `0`.
 */
function luhnSum(characters: string): number {
  return Array.from(characters)
    .reverse()
    .map((character) => character.charCodeAt(0) - '0'.charCodeAt(0))
    .reduce(
      (sum, value, i) => sum + (i % 2 === 0 ? 2 * value - 9 * Math.floor(value / 5) : value),
      0,
    )
}

/** LOINC: digits, of an answer after `LA`, then a hyphen and a mod 10 check digit. */
export function isLoinc(code: string): boolean {
  const [, body, check] = /^((?:LA)?[1-9]\d*)-(\d)$/.exec(code) ?? []
  return body !== undefined && String((10 - (luhnSum(body) % 10)) % 10) === check
}

/** Multiplication in the dihedral group of order 10. */
const D: readonly (readonly number[])[] = Array.from({ length: 10 }, (_, j) =>
  Array.from({ length: 10 }, (_unused, k) => {
    const rotate = (j % 5) + (j < 5 ? k : -k)
    const low = ((rotate % 5) + 5) % 5
    return j < 5 === k < 5 ? low : low + 5
  }),
)
const P_ROW: readonly number[] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

/** Verhoeff's check over all digits, the last of which is the check digit. */
function isVerhoeff(digits: string): boolean {
  let check = 0
  for (const [i, digit] of Array.from(digits).reverse().entries()) {
    let permuted = Number(digit)
    for (let n = 0; n < i % 8; n += 1) permuted = P_ROW[permuted] ?? 0
    check = D[check]?.[permuted] ?? 0
  }
  return check === 0
}

/**
 * SNOMED CT: 6 to 18 digits, a partition of concepts (00, or 10 of an extension) before the check
 * digit.
 */
export function isSnomedConcept(code: string): boolean {
  return /^[1-9]\d{2,14}[01]0\d$/.test(code) && isVerhoeff(code)
}
