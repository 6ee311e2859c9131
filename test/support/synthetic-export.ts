/**
 * Synthetic Bulk Data exports: made up by a seeded generator, nobody's data. The small one is
 * written to fixtures/bulk-export by `node test/support/synthetic-export.ts`.
 */
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { type Random, toRandom } from '../../src/evaluation/statistics/random.ts'
import { repositoryPath } from './paths.ts'
import { at, draw, type Made } from './synthetic-patient.ts'
import { SCENARIOS } from './synthetic-scenarios.ts'

export interface ExportPlan {
  readonly seed: number
  readonly patients: number
  /** Observations of each patient that no input is read from. */
  readonly others: number
  /** Files of Observations. */
  readonly files: number
}

export const SMALL_EXPORT: ExportPlan = {
  seed: 2026,
  patients: Object.keys(SCENARIOS).length,
  others: 2,
  files: 2,
}

const OTHER_CODES = ['777-3', '2160-0', '1920-8', '718-7']

function others(
  id: string,
  count: number,
  random: Random,
  sample: (days: number) => string,
): readonly Made[] {
  return Array.from({ length: count }, (_, i) => ({
    resourceType: 'Observation',
    id: `${id}-other-${String(i)}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: OTHER_CODES[i % OTHER_CODES.length] }] },
    subject: { reference: `Patient/${id}` },
    effectiveDateTime: sample(Math.floor(random.uniform() * 400) - 200),
    valueQuantity: { value: Math.floor(random.uniform() * 200), unit: 'U/L' },
  }))
}

function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
  return items
    .map((item) => ({ item, key: random.uniform() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item)
}

const REFERRED: Readonly<Record<string, (id: string, subject: object) => Made>> = {
  Specimen: (id, subject) => ({ resourceType: 'Specimen', id, status: 'available', subject }),
  BodyStructure: (id, patient) => ({ resourceType: 'BodyStructure', id, patient }),
}

/** The samples and lesions that resources of one patient name, once each. */
function referredTo(resources: readonly Made[], patient: string): readonly Made[] {
  const names = JSON.stringify(resources).match(/(?:Specimen|BodyStructure)\/[^"]+/g) ?? []
  return [...new Set(names)].flatMap((name) => {
    const [type = '', id = ''] = name.split('/')
    return REFERRED[type]?.(id, { reference: `Patient/${patient}` }) ?? []
  })
}

const BLOCK = 200

/** The resources of a plan, patients mixed, some patients at a time. */
export function* syntheticResources({
  seed,
  patients,
  others: count,
}: ExportPlan): Generator<readonly Made[], void> {
  const random = toRandom(seed)
  const scenarios = Object.values(SCENARIOS)
  for (let from = 0; from < patients; from += BLOCK) {
    const block: Made[] = []
    for (let i = from; i < Math.min(patients, from + BLOCK); i += 1) {
      const drawn = draw(`syn-${String(i + 1)}`, random)
      const made = scenarios[i % scenarios.length]?.(drawn) ?? []
      block.push(...made, ...referredTo(made, drawn.id))
      block.push(...others(drawn.id, count, random, (days) => at(drawn, days)))
    }
    yield shuffled(block, random)
  }
}

/** Writes an export: one file a type, Observations in several. The answer is how many Observations. */
export async function writeExport(folder: string, plan: ExportPlan): Promise<number> {
  mkdirSync(folder, { recursive: true })
  const streams = new Map<string, WriteStream>()
  let observations = 0
  for (const block of syntheticResources(plan)) {
    for (const resource of block) {
      const { resourceType } = resource
      if (resourceType === 'Observation') observations += 1
      const part = resourceType === 'Observation' ? observations % plan.files : 0
      const name = `${resourceType}.${String(part).padStart(3, '0')}.ndjson`
      const stream = streams.get(name) ?? createWriteStream(join(folder, name))
      streams.set(name, stream)
      if (!stream.write(`${JSON.stringify(resource)}\n`)) await once(stream, 'drain')
    }
  }
  for (const stream of streams.values()) {
    stream.end()
    await finished(stream)
  }
  return observations
}

if (process.argv[1] === import.meta.filename)
  await writeExport(repositoryPath('fixtures/bulk-export'), SMALL_EXPORT)
