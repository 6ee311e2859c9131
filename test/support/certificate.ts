import { type KeyObject, sign } from 'node:crypto'

const lengthOf = (size: number): readonly number[] =>
  size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff]

/** One element of DER (X.690). */
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content])
}

const SEQUENCE = 0x30
/** Ecdsa-with-SHA384 */
const SIGNATURE_ALGORITHM = der(SEQUENCE, Buffer.from('06082a8648ce3d040303', 'hex'))
const text = (tag: number, value: string) => der(tag, Buffer.from(value))
/** CN=test */
const NAME = der(
  SEQUENCE,
  der(0x31, der(SEQUENCE, Buffer.from('0603550403', 'hex'), text(0x0c, 'test'))),
)
const VALIDITY = der(SEQUENCE, text(0x17, '250101000000Z'), text(0x17, '350101000000Z'))

/** A certificate (RFC 5280) of a public key by an EC key, in base64 as `x5c` has it. */
export function certificateOf(publicKey: KeyObject, signer: KeyObject): string {
  const body = der(
    SEQUENCE,
    der(0xa0, Buffer.from([2, 1, 2])),
    Buffer.from([2, 1, 1]),
    SIGNATURE_ALGORITHM,
    NAME,
    VALIDITY,
    NAME,
    publicKey.export({ format: 'der', type: 'spki' }),
  )
  const signature = der(3, Buffer.from([0]), sign('sha384', body, signer))
  return der(SEQUENCE, body, SIGNATURE_ALGORITHM, signature).toString('base64')
}
