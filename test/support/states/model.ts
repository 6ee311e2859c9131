import { readRepositoryJson } from '../paths.ts'
import type { RiskCategory, ReferencePopulation } from '../../../src/clinical/models/definition.ts'
import type { AnchorableModel } from '../../../src/evaluation/anchoring/anchor-intercepts.ts'

interface ModelJson {
  readonly terms: AnchorableModel['terms']
  readonly versions: AnchorableModel['versions']
  readonly anchor: { readonly population: ReferencePopulation }
  readonly categories: readonly RiskCategory[]
}

const json = readRepositoryJson('cds-services/models/tace-resistance/risk-model.json') as ModelJson

/** The shipped model, as its versions are made from it. */
export const MODEL: AnchorableModel = {
  terms: json.terms,
  versions: json.versions,
  population: json.anchor.population,
}

export const CATEGORIES = json.categories

/** A site's declared figures, by the names of the reference implementation. */
export interface SiteFigures {
  readonly iiia: number
  readonly cap: number
  readonly nmed: number
  readonly nsd: number
  readonly dm: number
  readonly ds: number
  readonly am: number
  readonly asd: number
  readonly n: number
}

export const populationOf = (site: SiteFigures) => ({
  patients: site.n,
  population: {
    cnlcStageIIIa: { kind: 'bernoulli', probability: site.iiia },
    nlr: { kind: 'lognormal', median: site.nmed, sd: site.nsd },
    capsuleIncomplete: { kind: 'bernoulli', probability: site.cap },
    dStar: { kind: 'normal', mean: site.dm, sd: site.ds },
    adc: { kind: 'normal', mean: site.am, sd: site.asd },
  } satisfies ReferencePopulation,
})
