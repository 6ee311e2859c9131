import { hash } from 'node:crypto'

/** RFC 9562 section 6.6: the namespace of names that are OIDs. */
const OID_NAMESPACE = Buffer.from('6ba7b8129dad11d180b400c04fd430c8', 'hex')

/**
 * The UUID that RFC 9562 section 5.5 (version 5) makes of an OID, or of the name of something in
 * the document that has it, as URI: the same at every import. Servers resolve `urn:uuid` within a
 * transaction, and not all of them `urn:oid`.
 */
export function toUuid(oid: string): string {
  const name = Buffer.from(oid.replace(/^urn:oid:/, ''))
  const bytes = hash('sha1', Buffer.concat([OID_NAMESPACE, name]), 'buffer').subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return `urn:uuid:${bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`
}
