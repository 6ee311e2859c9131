import { type ExportSource, readExport } from '../../../base/formats/bulk-export.ts'
import type { Step } from '../../../base/terminal/with-progress.ts'
import { readCondition } from '../../../clinical/fhir/clinical-record.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import { isDiagnosis } from '../../../clinical/recognition/recognise-diagnosis.ts'
import type { Service } from '../../../hook/service.ts'
import { EXPORTED, NEEDED, observedAmong, ordersAmong, toSlots } from '../exported-record.ts'
import { readTreatment } from '../first-treatment.ts'
import { codesOf } from '../relevant-observations.ts'
import { BulkReading, type PatientLines } from './bulk-reading.ts'
import type { ExtractionRun, SourceReport } from './cohort-extract-run.ts'

const MEGABYTE = 1_000_000

/** An export, or a part of it, to extract from. */
export interface BulkExtraction {
  readonly sources: readonly ExportSource[]
  readonly workFolder: string
  /** Whether a patient is one of those that are wanted here. */
  readonly isOurs: (patientId: string) => boolean
  /** The types that the export has, when the sources are only a part of it. */
  readonly types: readonly string[] | undefined
  /** A name for every patient who was seen, when another part must not have seen the patient too. */
  readonly toTag: ((patientId: string) => string) | undefined
}

/** Reads the sources one after the other, and shows how far it is. */
async function* readAll(
  sources: readonly ExportSource[],
  reading: BulkReading,
): AsyncGenerator<Step, void, void> {
  const sizes = sources.flatMap(({ bytes }) => bytes ?? [])
  const sum = Math.ceil(sizes.reduce((bytes, size) => bytes + size, 0) / MEGABYTE)
  const total = sizes.length < sources.length ? undefined : sum
  let before = 0
  for (const source of sources) {
    const { take, end } = reading.toTaker(source)
    for await (const { lines, bytesRead } of readExport(source, EXPORTED)) {
      for (const line of lines) take(line)
      const done = Math.floor((before + bytesRead) / MEGABYTE)
      yield { stage: 'reading records (MB)', done, total }
    }
    end()
    before += source.bytes ?? 0
  }
}

function isDiagnosedBy(resources: readonly FhirResource[], { diagnosis }: Service): boolean {
  return resources.some((resource) => {
    const condition = readCondition(resource)
    return condition?.holds === true && isDiagnosis(condition.code, diagnosis)
  })
}

/** One patient: assessed when treated, else counted. */
class PatientByPatient {
  patients = 0
  untreatedWithDiagnosis = 0
  readonly tags: string[] = []
  readonly #run: ExtractionRun
  readonly #reading: BulkReading
  readonly #extraction: BulkExtraction

  constructor(run: ExtractionRun, reading: BulkReading, extraction: BulkExtraction) {
    this.#run = run
    this.#reading = reading
    this.#extraction = extraction
  }

  hasType(type: string): boolean {
    return this.#extraction.types?.includes(type) ?? this.#reading.types.has(type)
  }

  async take({ patientId, clinical, observed }: PatientLines): Promise<void> {
    const { definition } = this.#run.parts
    const { toTag } = this.#extraction
    const seen = clinical()
    if (toTag !== undefined) this.tags.push(toTag(patientId))
    if (seen.some(({ resourceType }) => resourceType === 'Patient')) this.patients += 1
    const isDiagnosed = isDiagnosedBy(seen, definition)
    if (seen.every((resource) => readTreatment(resource, definition.order) === undefined)) {
      if (isDiagnosed) this.untreatedWithDiagnosis += 1
      return
    }
    const resources = [...seen, ...observed()]
    const slots = toSlots({ patientId, resources }, definition, this.#run.inputs, {
      hasType: (type) => this.hasType(type),
      isPartial: (id, types) => this.#reading.unread.isPartial(id, types),
    })
    const material = { patientId, slots, orders: ordersAmong(resources) }
    await this.#run.take(material, observedAmong(resources), isDiagnosed)
  }

  absentTypes(): readonly string[] {
    return NEEDED.filter((type) => !this.hasType(type))
  }

  warnings(): readonly string[] {
    const { ofAnybody } = this.#reading.unread.report()
    return [
      ...this.absentTypes().map(
        (type) => `The export has no ${type}: what needs it is missing for everybody.`,
      ),
      ...(Object.keys(ofAnybody).length === 0
        ? []
        : ['Lines name no patient by a reference: see which of them were not read.']),
    ]
  }
}

/**
 * Extracts from NDJSON in one reading: what can matter is put by on disk, patient by patient, and
 * then assessed one patient after the other. Memory holds one patient and a bounded part of the
 * disk.
 */
export async function* extractFromBulk(
  run: ExtractionRun,
  extraction: BulkExtraction,
): AsyncGenerator<Step, SourceReport, void> {
  const { sources, workFolder, isOurs } = extraction
  const { outcomes } = run.parts
  const codes = codesOf(run.inputs, outcomes?.rule.observation?.codes.codings ?? [])
  const reading = new BulkReading({ workFolder, isOurs, codes })
  try {
    yield* readAll(sources, reading)
    const each = new PatientByPatient(run, reading, extraction)
    let done = 0
    for (const lines of reading.patients()) {
      await each.take(lines)
      done += 1
      if (done % 50 === 0) yield { stage: 'assessing patients', done, total: undefined }
    }
    return {
      patients: each.hasType('Patient') ? each.patients : undefined,
      untreatedWithDiagnosis: each.untreatedWithDiagnosis,
      warnings: each.warnings(),
      absentTypes: each.absentTypes(),
      problems: { ...reading.unread.report(), foundByIdentifier: reading.foundByIdentifier },
      seen: extraction.toTag === undefined ? undefined : each.tags,
    }
  } finally {
    reading.close()
  }
}
