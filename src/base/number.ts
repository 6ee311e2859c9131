/** A number without the noise of binary fractions: 3200 /uL is 3.2, not 3.1999... */
export function withoutNoise(value: number): number {
  return Number(value.toPrecision(12))
}
