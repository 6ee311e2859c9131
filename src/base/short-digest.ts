const OFFSET = 0xcbf29ce484222325n
const PRIME = 0x100000001b3n

/**
 * FNV-1a of 64 bits over the UTF-8 of a text, in hexadecimal: the same in every process and
 * browser. It tells texts apart and hides nothing. http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function shortDigest(text: string): string {
  const digest = new TextEncoder()
    .encode(text)
    .reduce((hash, byte) => BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME), OFFSET)
  return digest.toString(16).padStart(16, '0')
}
