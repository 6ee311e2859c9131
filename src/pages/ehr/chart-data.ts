import {
  type ConditionView,
  type ProcedureView,
  readCondition,
  readProcedure,
} from '../../clinical/fhir/clinical-record.ts'
import { type FhirResource, readBundle } from '../../clinical/fhir/resource.ts'
import { nameOf, readConcepts } from '../../clinical/fhir/concept.ts'
import { type Statement, readStatements } from '../../clinical/fhir/statements.ts'
import { toInstant, toIsoDate } from '../../base/time.ts'
import { provenanceOf, type ReadingTime } from '../../clinical/readings/judge-statement.ts'
import type { Point } from '../figures/timeline.tsx'
import { toLookup } from '../../base/lookup.ts'

/** The Observations of one code, lesion and kind of value. */
export interface ResultRow {
  readonly name: string
  readonly group: 'laboratory' | 'imaging' | 'staging'
  readonly newest: Statement
  readonly value: string
  readonly date: string | undefined
  /** The lesion that was observed. */
  readonly of: string | undefined
  /** The oldest first. */
  readonly points: readonly Point[]
}

export interface Chart {
  readonly patient: FhirResource
  readonly conditions: readonly ConditionView[]
  readonly procedures: readonly ProcedureView[]
  readonly results: readonly ResultRow[]
}

/** A Patient, and Bundles of searches. */
interface ChartSources {
  readonly patient: FhirResource
  readonly conditions: FhirResource
  readonly procedures: FhirResource
  readonly observations: FhirResource
}

const START = toInstant(0)
const NO_TIME: ReadingTime = {
  indexDate: START,
  indexDay: toIsoDate(START),
  now: START,
  earlierProcedures: [],
}

const GROUPS = toLookup<ResultRow['group']>({
  laboratory: 'laboratory',
  imaging: 'imaging',
})

function groupOf(resource: FhirResource): ResultRow['group'] {
  const codes = readConcepts(resource['category']).flatMap(({ codings }) => codings)
  return (
    codes.map(({ code }) => GROUPS[code ?? '']).find((group) => group !== undefined) ?? 'staging'
  )
}

/** A value as it was sent: the chart converts nothing. */
const valueText = (view: Statement) => provenanceOf(view, NO_TIME).asSent

interface Observed {
  readonly view: Statement
  readonly group: ResultRow['group']
}

function toPoint({ view }: Observed): readonly Point[] {
  return view.value?.kind === 'quantity' && view.time !== undefined
    ? [{ at: view.time.earliest, value: view.value.quantity.value }]
    : []
}

/** The lesion that a value is of, or the body site that stands for one. */
function placeOf({ lesion, where }: Statement): string | undefined {
  const [site] = where.sites
  return lesion ?? (site === undefined ? undefined : nameOf(site))
}

const keyOf = ({ view }: Observed) =>
  `${nameOf(view.code)}|${placeOf(view) ?? ''}|${view.value?.kind ?? ''}`

function toRow(observed: readonly Observed[]): readonly ResultRow[] {
  const sorted = observed.toSorted(
    (a, b) => (b.view.time?.earliest ?? 0) - (a.view.time?.earliest ?? 0),
  )
  const [newest] = sorted
  if (newest === undefined) return []
  const { view, group } = newest
  return [
    {
      name: nameOf(view.code),
      group,
      newest: view,
      value: valueText(view),
      date: view.time?.written,
      of: placeOf(view),
      points: sorted.flatMap(toPoint).toReversed(),
    },
  ]
}

function toResults(resources: readonly FhirResource[]): readonly ResultRow[] {
  const observed = resources.flatMap((resource): readonly Observed[] => {
    const group = groupOf(resource)
    return readStatements([resource]).statements.map((view) => ({ view, group }))
  })
  return Object.values(Object.groupBy(observed, keyOf)).flatMap((rows) => toRow(rows ?? []))
}

const views = <View>(
  bundle: FhirResource,
  read: (resource: FhirResource) => View | undefined,
): readonly View[] =>
  readBundle(bundle)
    .resources.map(read)
    .filter((view): view is View & {} => view !== undefined)

export function toChart({ patient, conditions, procedures, observations }: ChartSources): Chart {
  return {
    patient,
    conditions: views(conditions, readCondition),
    procedures: views(procedures, readProcedure),
    results: toResults(readBundle(observations).resources),
  }
}
