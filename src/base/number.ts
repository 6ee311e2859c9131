/** A number without the noise of binary fractions: 3200 /uL is 3.2, not 3.1999... */
export function withoutNoise(value: number): number {
  return Number(value.toPrecision(12))
}

/** Half a unit of the last digit of a number as it is written: 0.05 of `4.1`, 0.5 of `410`. */
export function halfUnitOf(written: string): number {
  const [mantissa = '', exponent = '0'] = written.toLowerCase().split('e')
  const decimals = mantissa.split('.')[1]?.length ?? 0
  return withoutNoise(0.5 * 10 ** (Number(exponent) - decimals))
}
