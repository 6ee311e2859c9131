import { inverseLogit, type RiskModelDefinition } from '../../clinical/models/definition.ts'
import { normalQuantile } from '../../clinical/models/normal.ts'
import type { RiskEstimate, RiskModel } from '../../clinical/models/estimate.ts'
import {
  type EvidenceState,
  hasSitePatients,
  type OutcomeUpdate,
  type OutcomeValidation,
  restsOnOutcomes,
  type SiteAnchor,
  type SiteEvidence,
} from '../../clinical/models/site-evidence.ts'
import type { FirmStatement } from '../../clinical/models/versions/statement.ts'
import type { CardTexts } from './card-texts.ts'
import { fillIn } from './fill-in.ts'
import { rangeWording, riskIn } from './format.ts'

type AsPublished = NonNullable<RiskEstimate['asPublished']>

type Words = Readonly<Record<string, string>>

/** Nine of ten versions lie within so many standard deviations. */
const Z_90 = normalQuantile(0.95)

/** How sure a figure is, in one language. */
export interface VersionsWording {
  /** The mean of the versions: no more exact than what is known of the site. */
  readonly figure: (told: Pick<RiskEstimate, 'predictedRisk' | 'state'>) => string
  /** The borders on which enough versions agree; empty where there are none. */
  readonly statement: (firm: FirmStatement) => string
  /** What the versions rest on here. */
  readonly evidence: (told: Pick<RiskEstimate, 'state'>, service: Modelled) => string
  /** The site's patients, definition, signatures and expiry; empty where there are none. */
  readonly ownEvidence: (state: EvidenceState, definition: RiskModelDefinition) => string
  /** Whom the coefficients were fitted on; empty where they are the published ones. */
  readonly fittedHere: (definition: RiskModelDefinition) => string
  /** Why they rest on less than the site's evidence. */
  readonly fallbacks: (told: Pick<RiskEstimate, 'fallbacks'>) => readonly string[]
  /** What the site's anchor changed; empty where it rests on none, or on outcomes. */
  readonly step: (told: Pick<RiskEstimate, 'asPublished'>) => string
  /** Among the site's own anchored patients. */
  readonly rank: (rank: NonNullable<RiskEstimate['rank']>) => string
}

interface Modelled {
  readonly model: Pick<RiskModel, 'definition'>
}

/** The sentence that a check on few patients adds. */
export const ON_FEW = 'checked-on-few'

/** How a model is calibrated whose patients were left out part by part. */
export const BY_PARTS = 'checked-by-parts'

/** The texts that say what the versions rest on. */
function evidenceTexts(state: EvidenceState, site: SiteEvidence | undefined): readonly string[] {
  const validation = state === 'outcome-calibrated' ? site?.validation : undefined
  return [
    validation?.how === 'internal-external' ? BY_PARTS : state,
    ...(validation?.isOnFew === true ? [ON_FEW] : []),
  ]
}

/** The step of a site's evidence that a state rests on. */
function stepOf(
  { anchor, update, validation }: SiteEvidence,
  state: EvidenceState,
): Pick<SiteAnchor, 'period' | 'expires'> {
  if (!restsOnOutcomes(state) || update === undefined) return anchor
  return state === 'outcome-calibrated' && validation !== undefined
    ? { period: update.period, expires: validation.expires }
    : update
}

const updateFigures = ({ patients, events, definition }: OutcomeUpdate): Words => ({
  updated: String(patients),
  events: String(events),
  definition: definition.name,
  horizon: String(definition.horizonDays),
})

const validationFigures = ({ patients, period, observedToExpected }: OutcomeValidation): Words => ({
  validated: String(patients),
  checkedFrom: period.from,
  checkedTo: period.to,
  ratio: observedToExpected.value.toFixed(2),
  low: observedToExpected.low.toFixed(2),
  high: observedToExpected.high.toFixed(2),
})

/** The figures of a site's evidence, by the names that its texts use. */
function evidenceFigures(site: SiteEvidence | undefined, state: EvidenceState): Words {
  if (site === undefined) return {}
  const { anchor, update, validation } = site
  const { period, expires } = stepOf(site, state)
  return {
    anchored: String(anchor.patients),
    ...(anchor.share && {
      shareEvents: String(anchor.share.events),
      sharePatients: String(anchor.share.patients),
    }),
    ...(update && updateFigures(update)),
    ...(validation && validationFigures(validation)),
    from: period.from,
    to: period.to,
    until: expires,
  }
}

/** Of whom the coefficients are the site's own. */
function fittedFigures({ derivedFrom }: RiskModelDefinition): Words | undefined {
  const fittedOn = derivedFrom?.fittedOn
  if (fittedOn === undefined) return undefined
  const { patients, events, period } = fittedOn
  return { patients: String(patients), events: String(events), ...period }
}

/** Between which shares of the outcome an uncounted one is assumed to lie. */
function assumedShare({ versions }: RiskModelDefinition, words: CardTexts['words']): string {
  if (versions === undefined) return ''
  const { events, patients, sd } = versions.share
  const middle = Math.log(events / (patients - events))
  const [low, high] = [inverseLogit(middle - Z_90 * sd), inverseLogit(middle + Z_90 * sd)]
  return rangeWording(words).range({ low, high })
}

/** Beyond 5 % and 95 % a risk stays where it is: a figure reads as the range that it lies in. */
const toNearest5Percent = (risk: number) =>
  risk < 0.05 || risk > 0.95 ? risk : Math.round(risk * 20) / 20

/** What the model says without the site's anchor. */
function stepIn(words: CardTexts['words'], { risk, range }: AsPublished): string {
  const figure = riskIn(words)(toNearest5Percent(risk))
  return fillIn(words.asPublished, { risk: rangeWording(words).withRange(figure, range) })
}

/** How sure a figure is, in the words of what it rests on. */
export function versionsWording({
  words,
  evidence,
  fallbacks,
  citations = {},
}: CardTexts): VersionsWording {
  const formatRisk = riskIn(words)
  return {
    figure: ({ predictedRisk, state }) =>
      formatRisk(hasSitePatients(state) ? predictedRisk : toNearest5Percent(predictedRisk)),
    statement: ({ below, atLeast }) => {
      const [most, least] = [below, atLeast].map((border) =>
        border === undefined ? '' : formatRisk(border),
      )
      if (below !== undefined && atLeast !== undefined)
        return fillIn(words.atLeastAndBelow, { least: least ?? '', most: most ?? '' })
      if (below !== undefined) return fillIn(words.below, { n: most ?? '' })
      return atLeast === undefined ? '' : fillIn(words.atLeast, { n: least ?? '' })
    },
    evidence: ({ state }, { model }) => {
      const { site } = model.definition
      const texts = evidenceTexts(state, site).map((id) => evidence[id] ?? id)
      return fillIn(texts.join(''), {
        ...evidenceFigures(site, state),
        assumed: assumedShare(model.definition, words),
      })
    },
    ownEvidence: (state, { site }) => fillIn(citations[state] ?? '', evidenceFigures(site, state)),
    fittedHere: (definition) => {
      const figures = fittedFigures(definition)
      return figures === undefined ? '' : fillIn(citations['fitted'] ?? '', figures)
    },
    fallbacks: (told) => told.fallbacks.map((why) => fallbacks[why] ?? why),
    step: ({ asPublished }) => (asPublished === undefined ? '' : stepIn(words, asPublished)),
    rank: ({ lower, of }) => fillIn(words.rank, { n: String(lower), of: String(of) }),
  }
}
