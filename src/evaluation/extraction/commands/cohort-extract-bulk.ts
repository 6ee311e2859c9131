import {
  OMITTED,
  type PrefetchSlot,
  type PrefetchSlots,
} from '../../../clinical/assessment/slots.ts'
import { codesOfInputs, isRelevant } from '../relevant-observations.ts'
import { readTreatment } from '../first-treatment.ts'
import type { SourceProblem } from '../extraction-document.ts'
import {
  type FhirResource,
  isFhirResource,
  localReference,
  readReference,
} from '../../../clinical/fhir/resource.ts'
import { isOrderType } from '../../../clinical/fhir/order.ts'
import { readCondition } from '../../../clinical/fhir/clinical-record.ts'
import type { Service } from '../../../hook/service.ts'
import {
  type ExportFile,
  type ExportLine,
  listExport,
  readExport,
} from '../../../base/formats/bulk-export.ts'
import { Partitions } from '../../../base/formats/partitions.ts'
import { isDiagnosis } from '../../../clinical/recognition/recognise-diagnosis.ts'
import { toValueSet } from '../../../clinical/terminology/value-set.ts'
import type { ExtractionRun, SourceReport } from './cohort-extract-run.ts'
import type { Step } from '../../../base/terminal/with-progress.ts'
import { emptyLookup } from '../../../base/lookup.ts'

const MEGABYTE = 1_000_000

// A BodyStructure says of which place an Observation is.
const OBSERVED = ['Observation', 'DiagnosticReport', 'BodyStructure']
const CLINICAL = ['Patient', 'Condition', 'Procedure']

const isClinical = ({ resourceType = '' }: ExportFile) =>
  CLINICAL.includes(resourceType) || isOrderType(resourceType)

const isObserved = ({ resourceType = '' }: ExportFile) => OBSERVED.includes(resourceType)

/** The id of the Patient that a resource is about. */
function patientOf(resource: FhirResource): string | undefined {
  if (resource.resourceType === 'Patient')
    return typeof resource['id'] === 'string' ? resource['id'] : undefined
  const subject = readReference(resource['subject']) ?? readReference(resource['patient'])
  const [type, id] = localReference(subject ?? '').split('/')
  return type === 'Patient' ? id : undefined
}

type Found = Extract<ExportLine, { readonly resource: FhirResource }>

/** Lines that were not read: all are counted, the first are named. */
export class Problems {
  readonly counts = emptyLookup<number>()
  readonly first: SourceProblem[] = []
  readonly types = new Set<string>()

  add({ name: file, resourceType = '' }: ExportFile, line: number, why: string): void {
    this.counts[why] = (this.counts[why] ?? 0) + 1
    this.types.add(resourceType)
    if (this.first.length < 50) this.first.push({ file, line, why })
  }
}

/** Reads files one after the other, and shows how far it is. */
async function* eachLine(
  stage: string,
  files: readonly ExportFile[],
  take: (line: ExportLine, file: ExportFile) => void,
  afterChunk: () => Promise<void> = () => Promise.resolve(),
): AsyncGenerator<Step, void, void> {
  const total = Math.ceil(files.reduce((sum, { bytes }) => sum + bytes, 0) / MEGABYTE)
  let before = 0
  for (const file of files) {
    for await (const { lines, bytesRead } of readExport(file)) {
      for (const line of lines) take(line, file)
      await afterChunk()
      yield { stage, done: Math.floor((before + bytesRead) / MEGABYTE), total }
    }
    before += file.bytes
  }
}

interface Population {
  patients: number | undefined
  readonly diagnosed: Set<string>
  readonly treated: Set<string>
}

/** Whom the first reading finds: who has the diagnosis, who was treated. */
function note(resource: FhirResource, population: Population, definition: Service) {
  if (resource.resourceType === 'Patient') {
    population.patients = (population.patients ?? 0) + 1
    return
  }
  const patient = patientOf(resource)
  if (patient === undefined) return
  const condition = readCondition(resource)
  if (condition !== undefined) {
    if (condition.holds && isDiagnosis(condition.code, definition.diagnosis))
      population.diagnosed.add(patient)
    return
  }
  if (readTreatment(resource, definition.order) !== undefined) population.treated.add(patient)
}

/** One patient's lines as the slots that the service's prefetch would bring. */
function slotsOf(
  resources: readonly FhirResource[],
  { keys, inputs }: Service,
  stateOf: (types: readonly string[]) => 'whole' | 'partial' | 'absent',
): PrefetchSlots {
  const slot = (...types: readonly string[]): PrefetchSlot => {
    const state = stateOf(types)
    if (state === 'absent') return OMITTED
    return {
      kind: 'supplied',
      by: 'fhir-server',
      resources: resources.filter(({ resourceType }) => types.includes(resourceType)),
      unread: state === 'partial' ? ['unreadable-resource'] : [],
    }
  }
  const [first = '', ...others] = [
    ...new Set([...inputs.predictors, ...inputs.auxiliaries].map(({ prefetchKey }) => prefetchKey)),
  ]
  const observed = slot(...OBSERVED)
  // What is observed stands under one key; the readings look under all.
  const empty = observed.kind === 'supplied' ? { ...observed, resources: [] } : observed
  return {
    [keys.patient]: slot('Patient'),
    [keys.diagnoses]: slot('Condition'),
    [keys.procedures]: slot('Procedure'),
    ...Object.fromEntries(others.map((key) => [key, empty])),
    [first]: observed,
  }
}

function toStateOf(files: readonly ExportFile[], problems: Problems) {
  return (types: readonly string[]) => {
    const [type = ''] = types
    if (!files.some(({ resourceType }) => resourceType === type)) return 'absent'
    return types.some((name) => problems.types.has(name)) ? 'partial' : 'whole'
  }
}

/** What the two readings of the files brought. */
interface Sorted {
  readonly population: Population
  readonly files: readonly ExportFile[]
  readonly problems: Problems
}

/** What is put by for the second half: records of the treated, as far as they can matter. */
function toSorter(run: ExtractionRun, { treated }: Population, partitions: Partitions) {
  const { definition, outcomes } = run.parts
  const stated = outcomes?.rule.observation?.codes.codings ?? []
  const codes = toValueSet('relevant', 'relevant', [
    ...codesOfInputs(definition).codings,
    ...stated,
  ])
  return ({ resource, text }: Found): boolean => {
    const patient = patientOf(resource)
    if (patient === undefined) return false
    if (!treated.has(patient)) return true
    if (!OBSERVED.includes(resource.resourceType) || isRelevant(resource, codes))
      partitions.add(patient, text)
    return true
  }
}

/**
 * Assesses the records that were put by; the answer is how many have the diagnosis and no
 * treatment.
 */
async function* assessAll(
  run: ExtractionRun,
  partitions: Partitions,
  { population, files, problems }: Sorted,
): AsyncGenerator<Step, number, void> {
  const { definition } = run.parts
  const stateOf = toStateOf(files, problems)
  const untreated = new Set(population.diagnosed)
  let done = 0
  for await (const [patientId, lines] of partitions.patients()) {
    const resources = lines.map((text) => JSON.parse(text) as unknown).filter(isFhirResource)
    const slots = slotsOf(resources, definition, stateOf)
    const orders = resources.filter(({ resourceType }) => isOrderType(resourceType))
    const stated = resources.filter(({ resourceType }) => OBSERVED.includes(resourceType))
    const isDiagnosed = population.diagnosed.has(patientId)
    await run.take({ patientId, slots, orders }, stated, isDiagnosed)
    untreated.delete(patientId)
    done += 1
    if (done % 50 === 0) yield { stage: 'assessing patients', done, total: population.treated.size }
  }
  return untreated.size
}

/**
 * Extracts from a Bulk Data export in two readings: the first finds the treated patients, the
 * second puts their relevant resources by on disk, which are then assessed patient by patient.
 */
export async function* extractFromBulk(
  run: ExtractionRun,
  { folder, workFolder, problems }: { folder: string; workFolder: string; problems: Problems },
): AsyncGenerator<Step, SourceReport, void> {
  const { definition } = run.parts
  const files = await listExport(folder)
  const population: Population = { patients: undefined, diagnosed: new Set(), treated: new Set() }
  const clinical = files.filter(isClinical)
  yield* eachLine('finding patients (MB)', clinical, (line) => {
    if ('resource' in line) note(line.resource, population, definition)
  })
  const partitions = await Partitions.in(workFolder)
  try {
    const sort = toSorter(run, population, partitions)
    const relevant = files.filter((file) => isClinical(file) || isObserved(file))
    const put = (line: ExportLine, file: ExportFile) => {
      if (!('resource' in line)) problems.add(file, line.line, line.why)
      else if (!sort(line)) problems.add(file, line.line, 'no-patient')
    }
    yield* eachLine('reading records (MB)', relevant, put, () => partitions.flush())
    const untreated = yield* assessAll(run, partitions, { population, files, problems })
    return {
      patients: population.patients,
      untreatedWithDiagnosis: untreated,
      warnings: warningsOf(files),
    }
  } finally {
    await partitions.close()
  }
}

function warningsOf(files: readonly ExportFile[]): readonly string[] {
  const types = new Set(files.map(({ resourceType }) => resourceType))
  const absent = [...CLINICAL, 'Observation'].filter((type) => !types.has(type))
  const empty = files.filter(({ resourceType }) => resourceType === undefined)
  return [
    ...absent.map((type) => `The export has no ${type}: what needs it is missing for everybody.`),
    ...(empty.length === 0 ? [] : [`${String(empty.length)} file(s) hold no readable resource.`]),
  ]
}
