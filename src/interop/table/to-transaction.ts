import { hash } from 'node:crypto'
import { canonicalUrl } from '../../base/canonical.ts'
import type { JsonObject } from '../../base/json.ts'
import { uniqueBy } from '../../base/lists.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import type { WrittenUnits } from '../../clinical/terminology/convert.ts'
import {
  createEntry,
  type ImportIdentifier,
  putEntry,
  searchFor,
} from '../fhir-import/conditional.ts'
import { toUuid } from '../fhir-import/name-uuid.ts'
import type { ReadValue } from './judge-row.ts'
import { keyOf, type TakenRow } from './patient-rows.ts'
import { toObservation } from './to-observation.ts'

/** Whose rows they are, as FHIR is told. */
export interface RowsOfPatient {
  readonly subject: JsonObject
  /** The reference to the patient on the server, where it is known. */
  readonly reference: string | undefined
  /** What tells the patient from the others of the table. */
  readonly key: string
  readonly rows: readonly TakenRow[]
}

export interface TransactionOptions {
  /** Where the project's own identifiers are. */
  readonly canonicalBase: string
  /** Of the file, in hex: from which table a value is. */
  readonly digest: string
  readonly units: WrittenUnits
}

const DICOM_UID = 'urn:dicom:uid'
const UID = /^[0-2](\.(0|[1-9]\d*))+$/

/** The same at every import of a table, and of no use to who does not know the parts. */
const identified = (base: string, kind: string, parts: readonly string[]): ImportIdentifier => ({
  system: canonicalUrl(base, 'NamingSystem', kind),
  value: hash('sha256', JSON.stringify(parts)),
})

/** A lesion by its tracking UID, which structured reports name too, else by its name in the table. */
const lesionIdentifier = (lesion: string, { key }: RowsOfPatient, base: string) =>
  UID.test(lesion)
    ? { system: DICOM_UID, value: `urn:oid:${lesion}` }
    : identified(base, 'table-lesion', [key, lesion])

function toLesionEntry(lesion: string, of: RowsOfPatient, { canonicalBase }: TransactionOptions) {
  const identifier = lesionIdentifier(lesion, of, canonicalBase)
  const resource = {
    resourceType: 'BodyStructure',
    identifier: [identifier],
    active: true,
    description: lesion,
    patient: of.subject,
  }
  return createEntry(toUuid(identifier.value), resource, searchFor(identifier, of.reference))
}

const focusOf = ({ input }: ReadValue, { facts }: TakenRow, of: RowsOfPatient, base: string) =>
  facts.lesion === undefined || !input.isImaging
    ? {}
    : {
        focus: [
          {
            reference: toUuid(lesionIdentifier(facts.lesion, of, base).value),
            type: 'BodyStructure',
          },
        ],
      }

/** That of several lengths the longest was taken, and of which. */
const axisNote = ({ isLongAxis, text }: ReadValue) =>
  isLongAxis === true ? [{ text: `Long axis of ${text}.` }] : []

function toValueEntry(
  value: ReadValue,
  row: TakenRow,
  of: RowsOfPatient,
  { canonicalBase, digest, units }: TransactionOptions,
): JsonObject {
  const key = [of.key, keyOf(value, row.facts)]
  const identifier = identified(canonicalBase, 'table-value', key)
  const resource = {
    ...toObservation(value, row.facts, units),
    identifier: [identifier],
    subject: of.subject,
    ...focusOf(value, row, of, canonicalBase),
    note: [
      { text: `Row ${String(row.number)} of a table (SHA-256 ${digest}).` },
      ...axisNote(value),
    ],
  }
  return putEntry(toUuid(identifier.value), resource, searchFor(identifier, of.reference))
}

/** Rows as one transaction: every lesion once, then the Observations that focus on it. */
export function toTransaction(
  patients: readonly RowsOfPatient[],
  options: TransactionOptions,
): FhirResource {
  const entries = patients.flatMap((of) => {
    const lesions = new Set(
      of.rows.flatMap(({ facts, values }) =>
        facts.lesion !== undefined && values.some(({ input }) => input.isImaging)
          ? [facts.lesion]
          : [],
      ),
    )
    return [
      ...[...lesions].map((lesion) => toLesionEntry(lesion, of, options)),
      ...of.rows.flatMap((row) => row.values.map((value) => toValueEntry(value, row, of, options))),
    ]
  })
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    // Rows that say the same are one.
    entry: uniqueBy(entries, ({ fullUrl }) => String(fullUrl)),
  }
}
