import { inverseLogit, type RiskModelDefinition } from '../../clinical/models/definition.ts'
import { normalQuantile } from '../../clinical/models/normal.ts'
import type { RiskEstimate, RiskModel } from '../../clinical/models/estimate.ts'
import {
  hasSitePatients,
  type OutcomeValidation,
  type SiteEvidence,
} from '../../clinical/models/site-evidence.ts'
import type { FirmStatement } from '../../clinical/models/versions/statement.ts'
import type { CardTexts } from './card-texts.ts'
import { fillIn } from './fill-in.ts'
import { formatRisk } from './format.ts'

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
  /** Why they rest on less than the site's evidence. */
  readonly fallbacks: (told: Pick<RiskEstimate, 'fallbacks'>) => readonly string[]
  /** Among the site's own anchored patients. */
  readonly rank: (rank: NonNullable<RiskEstimate['rank']>) => string
}

interface Modelled {
  readonly model: Pick<RiskModel, 'definition'>
}

/** The figures of a site's evidence, by the names that its texts use. */
function evidenceFigures(site: SiteEvidence | undefined): Words {
  if (site === undefined) return {}
  const { anchor, update, validation } = site
  return {
    anchored: String(anchor.patients),
    ...(anchor.share && {
      shareEvents: String(anchor.share.events),
      sharePatients: String(anchor.share.patients),
    }),
    ...(update && { updated: String(update.patients), events: String(update.events) }),
    ...(validation && validationFigures(validation)),
    until: (validation ?? update ?? anchor).expires,
  }
}

const validationFigures = ({ patients, observedToExpected }: OutcomeValidation): Words => ({
  validated: String(patients),
  ratio: observedToExpected.value.toFixed(2),
  low: observedToExpected.low.toFixed(2),
  high: observedToExpected.high.toFixed(2),
})

/** Between which shares of the outcome an uncounted one is assumed to lie. */
function assumedShare({ versions }: RiskModelDefinition): string {
  if (versions === undefined) return ''
  const { events, patients, sd } = versions.share
  const middle = Math.log(events / (patients - events))
  const [low, high] = [-Z_90, Z_90].map((z) => inverseLogit(middle + z * sd))
  return `${((low ?? 0) * 100).toFixed(0)}–${((high ?? 1) * 100).toFixed(0)} %`
}

/** Beyond 5 % and 95 % a risk stays where it is: a figure reads as the range that it lies in. */
const toNearest5Percent = (risk: number) =>
  risk < 0.05 || risk > 0.95 ? risk : Math.round(risk * 20) / 20

/** How sure a figure is, in the words of what it rests on. */
export function versionsWording({ words, evidence, fallbacks }: CardTexts): VersionsWording {
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
    evidence: ({ state }, { model }) =>
      fillIn(evidence[state] ?? state, {
        ...evidenceFigures(model.definition.site),
        assumed: assumedShare(model.definition),
      }),
    fallbacks: (told) => told.fallbacks.map((why) => fallbacks[why] ?? why),
    rank: ({ lower, of }) => fillIn(words.rank, { n: String(lower), of: String(of) }),
  }
}
