/** LOINC: digits, a hyphen and a mod 10 check digit. */
export function isLoinc(code: string): boolean {
  const [, digits, check] = /^([1-9]\d*)-(\d)$/.exec(code) ?? []
  if (digits === undefined) return false
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, i) => {
      const value = Number(digit) * (i % 2 === 0 ? 2 : 1)
      return total + (value > 9 ? value - 9 : value)
    }, 0)
  return String((10 - (sum % 10)) % 10) === check
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
