/** The part of jstat that is used here; the package ships no types. */
declare module 'jstat' {
  interface Distributions {
    readonly normal: { readonly inv: (p: number, mean: number, sd: number) => number }
    readonly chisquare: { readonly cdf: (x: number, df: number) => number }
    readonly studentt: { readonly cdf: (x: number, df: number) => number }
    readonly gammaln: (x: number) => number
  }
  const jStat: Distributions
  export { jStat as default }
}
