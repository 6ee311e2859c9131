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

/** What of a chart is read by itself. */
export type ChartPart = 'problems' | 'procedures' | 'results'

export interface Chart {
  readonly patient: FhirResource
  readonly conditions: readonly ConditionView[]
  readonly procedures: readonly ProcedureView[]
  readonly results: readonly ResultRow[]
  /** Everything that was observed, as it was stated. */
  readonly statements: readonly Statement[]
  /** What could not be read. */
  readonly failed: readonly { readonly part: ChartPart; readonly error: unknown }[]
}

/** A Patient, and Bundles of searches; of one that failed nothing. */
interface ChartSources {
  readonly patient: FhirResource
  readonly conditions: FhirResource | undefined
  readonly procedures: FhirResource | undefined
  readonly observations: FhirResource | undefined
}

const resourcesIn = (bundle: FhirResource | undefined) =>
  bundle === undefined ? [] : readBundle(bundle).resources

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

const RAISED = toLookup<string>({
  '-': '⁻',
  '2': '²',
  '3': '³',
  '6': '⁶',
  '9': '⁹',
})

/**
 * A quantity as it is printed: `7 10^9/L` with its times sign, without which it reads as one
 * number, and with what is raised set high, as in `mm2`.
 */
const printed = (text: string) =>
  text
    .replaceAll(/(?<=\d )(?=10[*^])/g, '×')
    .replaceAll(
      /10[*^](-?[2369])(?=\W|$)/g,
      (_, power: string) => `10${Array.from(power, (sign) => RAISED[sign]).join('')}`,
    )
    .replaceAll(/(?<=\b[mcd]?m)[23](?=\/|$)/g, (power) => RAISED[power] ?? power)

/** A value as it was sent: the chart converts nothing. */
export const valueText = (view: Statement) => {
  const { asSent } = provenanceOf(view, NO_TIME)
  return view.value?.kind === 'quantity' ? printed(asSent) : asSent
}

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

const observedIn = (resources: readonly FhirResource[]): readonly Observed[] =>
  resources.flatMap((resource) => {
    const group = groupOf(resource)
    return readStatements([resource]).statements.map((view) => ({ view, group }))
  })

function toResults(observed: readonly Observed[]): readonly ResultRow[] {
  return Object.values(Object.groupBy(observed, keyOf)).flatMap((rows) => toRow(rows ?? []))
}

const views = <View>(
  bundle: FhirResource | undefined,
  read: (resource: FhirResource) => View | undefined,
): readonly View[] =>
  resourcesIn(bundle)
    .map(read)
    .filter((view): view is View & {} => view !== undefined)

export function toChart({
  patient,
  conditions,
  procedures,
  observations,
}: ChartSources): Omit<Chart, 'failed'> {
  const observed = observedIn(resourcesIn(observations))
  return {
    patient,
    conditions: views(conditions, readCondition),
    procedures: views(procedures, readProcedure),
    results: toResults(observed),
    statements: observed.map(({ view }) => view),
  }
}
