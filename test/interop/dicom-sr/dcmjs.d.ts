/** The part of dcmjs that writes the files of the tests; the package ships no types. */
declare module 'dcmjs' {
  export const data: {
    /** The bytes of a file from elements by name. */
    readonly datasetToBuffer: (dataset: object) => Uint8Array
  }
}
