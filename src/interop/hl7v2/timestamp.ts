import { parseDateTime } from '../../clinical/fhir/date-time.ts'
import { MINUTE_MS } from '../../base/time.ts'

const TIMESTAMP =
  /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.\d{1,4})?)?)?)?)?)?([+-]\d{4})?$/

const pad = (number: number, length = 2) => String(number).padStart(length, '0')

/**
 * The offset from UTC of a zone at a moment, in minutes.
 *
 * @throws {RangeError} When there is no such zone.
 */
function offsetAt(ms: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const match = /^GMT([+-])(\d{2}):(\d{2})$/.exec(name)
  if (match === null) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]))
}

/** Whether a name is one of the IANA database's zones. */
export function isTimeZone(name: string): boolean {
  try {
    offsetAt(0, name)
    return true
  } catch {
    return false
  }
}

const writeOffset = (minutes: number) =>
  `${minutes < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(minutes) / 60))}:${pad(Math.abs(minutes) % 60)}`

/** The offset of a wall clock's time; in an hour that comes twice, one of the two. */
function offsetOfLocal(local: number, zone: string): number {
  const near = offsetAt(local, zone)
  return offsetAt(local - near * MINUTE_MS, zone)
}

const isOffset = (text: string) => /^[+-](0\d|1[0-4])[0-5]\d$/.test(text)

const isTimeOfDay = (hour = '0', minute = '0', second = '0') =>
  Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 59

/** The offset as it was sent, with a colon; else that of the site at this time of its clocks. */
const fhirOffset = (sent: string | undefined, time: string, zone: string) =>
  sent === undefined
    ? writeOffset(offsetOfLocal(Date.parse(`${time}Z`), zone))
    : `${sent.slice(0, 3)}:${sent.slice(3)}`

const isTimeZoneOffset = (offset: string | undefined) => offset === undefined || isOffset(offset)

/** `YYYY[-MM[-DD]]`; nothing when there is no such day. */
function toDate(year: string, month?: string, day?: string): string | undefined {
  const date = [year, month, day].filter((part) => part !== undefined).join('-')
  return parseDateTime(date) === undefined ? undefined : date
}

/**
 * An HL7 time stamp (TS, DTM) as FHIR date or dateTime, as precise as it is; nothing when it is
 * none. A time of day without an offset is one of the site's zone. An hour without minutes, which
 * FHIR cannot say, becomes the day.
 *
 * @param zone - Name of a zone in the IANA database.
 */
export function toFhirDateTime(timestamp: string, zone: string): string | undefined {
  const match = TIMESTAMP.exec(timestamp.trim())
  if (match === null) return undefined
  const [, year = '', month, day, hour, minute, second = '00', offset] = match
  const date = toDate(year, month, day)
  if (date === undefined || !isTimeZoneOffset(offset)) return undefined
  if (!isTimeOfDay(hour, minute, second)) return undefined
  if (hour === undefined || minute === undefined) return date
  const time = `${date}T${hour}:${minute}:${second}`
  return `${time}${fhirOffset(offset, time, zone)}`
}

/** A moment as an HL7 time stamp on the site's clock, with its offset. */
export function toTimestamp(ms: number, zone: string): string {
  const minutes = offsetAt(ms, zone)
  const local = new Date(ms + minutes * MINUTE_MS).toISOString()
  return `${local.slice(0, 19).replace(/[-:T]/g, '')}${writeOffset(minutes).replace(':', '')}`
}
