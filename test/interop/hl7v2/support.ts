import { readFileSync } from 'node:fs'
import { type CharacterSet, decode, encode } from '../../../src/interop/hl7v2/character-sets.ts'
import { parseHl7Map } from '../../../src/interop/hl7v2/hl7-map.ts'
import { readRepositoryJson, repositoryPath } from '../../support/paths.ts'

export const hl7Map = parseHl7Map(readRepositoryJson('fixtures/hl7v2/map.json'))

/** A message of the fixtures, with the line ends of HL7. */
export const messageText = (name: string): string =>
  readFileSync(repositoryPath(`fixtures/hl7v2/${name}.hl7`), 'utf8').replace(/\n/g, '\r')

/** A message as a sender of a character set writes it. */
export const messageBytes = (text: string, set: CharacterSet = 'utf-8'): Uint8Array =>
  encode(set === 'gb18030' ? text.replace('UNICODE UTF-8', 'GB 18030-2000') : text, set)

/** The segments of a reply, each as its fields. */
export function fieldsOf(reply: Uint8Array, set: CharacterSet = 'utf-8'): readonly string[][] {
  const text = decode(reply, set)
  if (text === undefined) throw new TypeError('the reply is in its character set')
  return text
    .split('\r')
    .filter((segment) => segment !== '')
    .map((segment) => segment.split('|'))
}
