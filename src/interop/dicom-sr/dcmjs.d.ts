/** The part of dcmjs that is used here; the package ships no types. */
declare module 'dcmjs' {
  interface Logger {
    readonly setLevel: (level: 'silent') => void
  }
  export const log: Logger & { readonly getLoggers: () => Readonly<Record<string, Logger>> }
  export const data: {
    readonly DicomMetaDictionary: {
      /** Elements by name instead of tag; the only item of a sequence stays in its list. */
      readonly naturalizeDataset: (dataset: object) => Readonly<Record<string, unknown>>
    }
    readonly DicomMessage: {
      readonly readFile: (bytes: ArrayBuffer) => { readonly meta: object; readonly dict: object }
    }
    /** The bytes of a file from elements by name. */
    readonly datasetToBuffer: (dataset: object) => Uint8Array
  }
  export const async: {
    readonly AsyncDicomReader: new () => {
      readonly stream: {
        readonly addBuffer: (bytes: ArrayBuffer) => void
        readonly setComplete: () => void
      }
      readonly readFile: () => Promise<{ readonly dict: object }>
    }
  }
}
