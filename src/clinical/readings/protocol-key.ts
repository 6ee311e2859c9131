/**
 * How a quantity is made from a scan. What differs in any of it is another quantity to compare: one
 * scan has several D* by the choice of the fit alone.
 */
export interface MeasurementMethod {
  /** The model of the signal, as `bi-exponential`. */
  readonly model?: string | undefined
  /** How it is fitted, as `segmented`. */
  readonly fit?: string | undefined
  /** In s/mm2. */
  readonly bValues?: readonly number[] | undefined
  /** Whether the mean signal of the region is fitted, or the mean of the voxels' own fits is taken. */
  readonly of?: 'region' | 'voxels' | undefined
}

/** A scanner of a site, as its values name it. */
export interface SiteScanner {
  /** As `Observation.device` names it; none of the one scanner of all values that name no device. */
  readonly device?: string | undefined
  readonly manufacturer?: string | undefined
  readonly model?: string | undefined
  readonly software?: string | undefined
  /** In tesla. */
  readonly fieldStrength?: number | undefined
  /** Of this scanner; else that of all. */
  readonly method?: MeasurementMethod | undefined
}

/** What a site says of how one predictor is measured there. */
export interface SiteMeasurement {
  readonly method?: MeasurementMethod | undefined
  readonly scanners: readonly SiteScanner[]
}

/** What a value says itself of how it was measured. */
export interface MeasuredBy {
  readonly device?: string | undefined
  readonly method?: string | undefined
}

const joined = (parts: readonly (string | undefined)[], by: string): string | undefined => {
  const said = parts.filter((part) => part !== undefined)
  return said.length === 0 ? undefined : said.join(by)
}

const OF = { region: "of the region's mean signal", voxels: 'of voxels, their mean' } as const

/** A method in words: the same words for the same method. */
export const describeMethod = (method: MeasurementMethod | undefined): string | undefined => {
  if (method === undefined) return undefined
  const { model, fit, bValues, of } = method
  const b = bValues && `b ${bValues.toSorted((a, c) => a - c).join(' ')} s/mm2`
  return joined([model, fit, of && OF[of], b], ', ')
}

const describeScanner = ({ device, manufacturer, model, software, fieldStrength }: SiteScanner) => {
  const field = fieldStrength === undefined ? undefined : `${String(fieldStrength)} T`
  return joined([manufacturer, model, software, field], ' ') ?? device
}

const scannerOf = ({ device }: MeasuredBy, measurement: SiteMeasurement | undefined) =>
  measurement?.scanners.find((each) => each.device === device)

/**
 * The protocol key of a value: by which device and method it was measured. Values of one key are
 * compared with each other, and with no others. What the value says of its method counts before
 * what the site says of the scanner; nothing where neither says anything.
 */
export function protocolKey(by: MeasuredBy, measurement?: SiteMeasurement): string | undefined {
  const scanner = scannerOf(by, measurement)
  const scannerName = scanner === undefined ? by.device : describeScanner(scanner)
  const method = by.method ?? (scanner && describeMethod(scanner.method ?? measurement?.method))
  return joined([scannerName, method], '; ')
}

/**
 * Whether a value is not known to be measured as the site says that it measures: by a device that
 * is none of its scanners, by a method in other words, or by one that neither the value names nor
 * the site for the value's scanner. Where the site says nothing, nothing is known of any.
 */
export function isByOtherProtocol(
  by: MeasuredBy,
  measurement: SiteMeasurement | undefined,
): boolean {
  if (measurement === undefined) return false
  const { scanners, method } = measurement
  const scanner = scannerOf(by, measurement)
  if (scanner === undefined && scanners.length > 0) return true
  const stated = describeMethod(scanner?.method ?? method)
  if (stated === undefined) return false
  return by.method === undefined ? scanner === undefined : by.method !== stated
}
