/** Turns the bytes of a text into the text; nothing when they are not of the character set. */
export type TextDecoding = (bytes: Uint8Array) => string | undefined

const printable = /^[\x20-\x7e\t\n\f\r]*$/

/** What is ASCII is so in every character set of DICOM but for the yen sign of ISO_IR 13. */
const asAscii: TextDecoding = (bytes) => {
  const text = Buffer.from(bytes).toString('latin1')
  return printable.test(text) ? text : undefined
}

/** Defined terms of PS3.3 section C.12.1.1.2 without code extensions, by the names of WHATWG. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['ISO_IR 100', 'latin1'],
  ['ISO_IR 101', 'iso-8859-2'],
  ['ISO_IR 109', 'iso-8859-3'],
  ['ISO_IR 110', 'iso-8859-4'],
  ['ISO_IR 144', 'iso-8859-5'],
  ['ISO_IR 127', 'iso-8859-6'],
  ['ISO_IR 126', 'iso-8859-7'],
  ['ISO_IR 138', 'iso-8859-8'],
  ['ISO_IR 148', 'windows-1254'],
  ['ISO_IR 203', 'iso-8859-15'],
  ['ISO_IR 13', 'shift_jis'],
  ['ISO_IR 166', 'windows-874'],
  ['ISO_IR 192', 'utf-8'],
  ['GB18030', 'gb18030'],
  ['GBK', 'gbk'],
])

function decodeBy(name: string): TextDecoding {
  const decoder = new TextDecoder(name, { fatal: true })
  return (bytes) => {
    try {
      return decoder.decode(bytes)
    } catch {
      return undefined
    }
  }
}

/** Sets of several bytes that stand beside ASCII as code extensions (PS3.3 section C.12.1.1.2). */
const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['ISO 2022 IR 58', 'gb18030'],
  ['ISO 2022 IR 149', 'euc-kr'],
  ['ISO 2022 IR 87', 'iso-2022-jp'],
])

const ASCII = ['', 'ISO 2022 IR 6']

/**
 * The escape sequences that bring in GB 2312 and KS X 1001. Their characters have the high bit set,
 * as in GB 18030 and EUC-KR: without the sequences the text is one of these.
 */
const ESCAPES = /\u001b\$\)[AC]/g

function decodeExtended(name: string): TextDecoding {
  const decode = decodeBy(name)
  return (bytes) =>
    decode(Buffer.from(Buffer.from(bytes).toString('latin1').replace(ESCAPES, ''), 'latin1'))
}

/**
 * How texts are read under a Specific Character Set. With code extensions (ISO 2022) other than one
 * of these, or a set that is not known here, only what is ASCII is read: a name that is not stays
 * blank, and the numbers beside it are none the worse.
 */
export function decodingOf(specificCharacterSet: string | undefined): TextDecoding {
  const terms = (specificCharacterSet ?? '').split('\\').map((term) => term.trim())
  const [first = '', ...more] = terms
  const single = more.length === 0 ? NAMES.get(first) : undefined
  if (single !== undefined) return decodeBy(single)
  const [extension, other] = [...new Set(terms)].filter((term) => !ASCII.includes(term))
  const extended = other === undefined ? EXTENSIONS.get(extension ?? '') : undefined
  return extended === undefined ? asAscii : decodeExtended(extended)
}
