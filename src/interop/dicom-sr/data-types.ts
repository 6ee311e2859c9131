import { parseDateTime } from '../../clinical/fhir/date-time.ts'

const OID = /^[0-2](\.(0|[1-9]\d*))+$/

/** A DICOM UID as URI; nothing when it is none (PS3.5 section 9.1). */
export function toOid(uid: string | undefined): string | undefined {
  return uid !== undefined && uid.length <= 64 && OID.test(uid) ? `urn:oid:${uid}` : undefined
}

const DATE = /^(\d{4})(\d{2})(\d{2})$/
const TIME = /^(\d{2})(\d{2})?(\d{2})?(?:\.\d{1,6})?$/
const ZONE = /^([+-]\d{2})(\d{2})$/

const isReal = (dateTime: string) => parseDateTime(dateTime) !== undefined

/** `HH[MM[SS]]` with its offset from UTC as FHIR writes them, which has no minutes without seconds. */
function toTimeOfDay(time: string, offset: string): string | undefined {
  const atTime = TIME.exec(time)
  const atZone = ZONE.exec(offset)
  if (atTime === null || atZone === null) return undefined
  const [, hour = '', minute = '00', second = '00'] = atTime
  return `T${hour}:${minute}:${second}${atZone.slice(1).join(':')}`
}

/**
 * A FHIR dateTime of a DICOM date (DA), time (TM) and offset from UTC (PS3.5 section 6.2). Without
 * an offset it is the day alone, since FHIR has no time without a zone; nothing when the date is
 * none.
 */
export function toDateTime(date = '', time = '', offset = ''): string | undefined {
  const day = DATE.exec(date)?.slice(1).join('-')
  if (day === undefined || !isReal(day)) return undefined
  const moment = `${day}${toTimeOfDay(time, offset) ?? ''}`
  return isReal(moment) ? moment : day
}

const STAMP = /^(\d{4})(\d{2})?(\d{2})?(\d{2,6}(?:\.\d{1,6})?)?([+-]\d{4})?$/

/**
 * A FHIR dateTime of a DICOM date time (DT, PS3.5 section 6.2), as precise as it is; nothing when
 * it is none.
 *
 * @param zone - The offset from UTC where it gives none itself.
 */
export function toDateTimeOfStamp(stamp: string, zone = ''): string | undefined {
  const match = STAMP.exec(stamp)
  if (match === null) return undefined
  const [, year = '', month, day, time, offset = zone] = match
  if (day !== undefined) return toDateTime(`${year}${month ?? ''}${day}`, time, offset)
  const written = month === undefined ? year : `${year}-${month}`
  return isReal(written) ? written : undefined
}
