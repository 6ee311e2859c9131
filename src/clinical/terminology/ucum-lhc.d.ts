/** The part of @lhncbc/ucum-lhc that is used here; the package ships no types. */
declare module '@lhncbc/ucum-lhc' {
  interface ConversionResult {
    readonly status: 'succeeded' | 'failed' | 'error'
    readonly toVal: number | null
    readonly msg: readonly string[] | null
  }
  interface UcumLhcUtils {
    convertUnitTo(from: string, value: number, to: string): ConversionResult
    validateUnitString(unit: string): { readonly status: 'valid' | 'invalid' | 'error' }
  }
  export const UcumLhcUtils: { readonly getInstance: () => UcumLhcUtils }
}
