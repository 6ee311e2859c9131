import type { RiskModelDefinition } from '../../clinical/models/definition.ts'
import type { KeyedPlatform } from '../../clinical/models/site-evidence.ts'
import type { DriftReview, MeasuredValue, DriftAlarm } from '../../records/drift-records.ts'
import { afterValue, alarmLimit, AT_REST, type Cusum } from './cusum.ts'

/** What a chart is of: one predictor of the patients of one platform. */
export interface ChartOf {
  readonly platform: string
  readonly predictor: string
  /** Whether its alarm changes what cards say: it is the predictor that is centred. */
  readonly isCentred: boolean
}

/** A chart as far as it has come. */
export interface PlatformChart extends ChartOf {
  /** Since the anchor, or since somebody has looked. */
  readonly patients: number
  readonly sums: Cusum
  readonly limit: number
  /** The alarm that nobody has looked at yet. */
  readonly alarm: DriftAlarm | undefined
}

/** A predictor's logarithms on a platform when it was anchored. */
interface Centre extends ChartOf {
  readonly mean: number
  readonly sd: number
}

/** Mean and SD of the logarithms of a lognormal value with this mean and SD. */
function logsOf({ mean, sd }: { readonly mean: number; readonly sd: number }) {
  const variance = Math.log1p((sd / mean) ** 2)
  return { mean: Math.log(mean) - variance / 2, sd: Math.sqrt(variance) }
}

/**
 * A chart whose centre was worked out from mean and SD counts as three: values that are normal, and
 * not lognormal, would alarm falsely at three of four sites within 500 patients, and so at half.
 */
const BY_MOMENTS = 3

/** Of an anchor of the centred predictor alone its mean and SD are all that is known. */
function centresOf(platform: KeyedPlatform, centred: string): readonly Centre[] {
  const { key, logs = { [centred]: logsOf(platform) } } = platform
  return Object.entries(logs).map(([predictor, figures]) => ({
    platform: key,
    predictor,
    isCentred: predictor === centred,
    ...figures,
  }))
}

/** The platforms of a model that have charts. */
export const chartedPlatforms = ({ site }: RiskModelDefinition): readonly KeyedPlatform[] =>
  site?.anchor.platforms ?? []

/** The day after the last of the anchored patients: what came later is held against them. */
export const streamBegins = ({ site }: RiskModelDefinition): string =>
  `${site?.anchor.period.to ?? ''}T24`

/** What is kept of the stream of a model's anchor. */
export interface Stream {
  /** In the order in which they came, one of each patient and predictor of a platform. */
  readonly values: readonly MeasuredValue[]
  readonly alarms: readonly DriftAlarm[]
  readonly reviews: readonly DriftReview[]
}

const isOf =
  ({ platform, predictor }: ChartOf) =>
  (other: { readonly platform: string; readonly predictor: string }): boolean =>
    other.platform === platform && other.predictor === predictor

/** When a platform was last looked at; before everything where nobody has. */
export const lookedAt = (platform: string, reviews: readonly DriftReview[]): string =>
  reviews
    .filter((review) => review.platform === platform)
    .reduce((last, { at }) => (at > last ? at : last), '')

function followChart(centre: Centre, limit: number, { values, alarms, reviews }: Stream) {
  const since = lookedAt(centre.platform, reviews)
  const [known] = alarms.filter(isOf(centre)).filter(({ at }) => at > since)
  let [sums, patients, alarm] = [AT_REST, 0, known]
  for (const { at, value } of values.filter(isOf(centre)).filter((each) => each.at > since)) {
    sums = afterValue(sums, (Math.log(value) - centre.mean) / centre.sd)
    patients += 1
    const direction = sums.up >= limit ? 'up' : 'down'
    if (sums[direction] >= limit)
      alarm ??= { platform: centre.platform, predictor: centre.predictor, at, direction }
  }
  const { platform, predictor, isCentred } = centre
  return { platform, predictor, isCentred, patients, sums, limit, alarm }
}

/** Every chart of a model's anchor. An alarm stays until somebody has looked, whatever comes after. */
export function followCharts(
  definition: RiskModelDefinition,
  stream: Stream,
): readonly PlatformChart[] {
  const centred = definition.versions?.centred?.predictor
  if (centred === undefined) return []
  return chartedPlatforms(definition).flatMap((platform) => {
    const centres = centresOf(platform, centred)
    const charts = platform.logs === undefined ? BY_MOMENTS : centres.length
    const limit = alarmLimit(charts, platform.patients)
    return centres.map((centre) => followChart(centre, limit, stream))
  })
}

/** The platforms whose centre is in doubt: the centred predictor's values have moved. */
export const movedPlatforms = (charts: readonly PlatformChart[]): ReadonlySet<string> =>
  new Set(
    charts
      .filter(({ isCentred, alarm }) => isCentred && alarm !== undefined)
      .map(({ platform }) => platform),
  )
