import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { loadRiskModelFile } from '../../../src/catalog/load-risk-model.ts'
import { define as anchor } from '../../../src/evaluation/cohort/commands/anchor.ts'
import { toRandom } from '../../../src/evaluation/statistics/random.ts'
import { prefetched } from '../../support/requests.ts'
import { runCommand } from '../../support/run-command.ts'
import { startTestService, type TestService } from '../../support/service.ts'

interface Resource {
  readonly resourceType: string
  readonly id: string
  readonly code?: { readonly coding?: readonly { readonly code?: string }[] }
  device?: object
  valueQuantity?: object
  status?: string
}

const random = toRandom(3)
const DRAWN: Readonly<Record<string, () => number>> = {
  '113292': () => 60 * Math.exp(0.2 * random.normal()),
  '113041': () => 1.1 + 0.1 * random.normal(),
  '751-8': () => 3 + 3 * random.uniform(),
}

const resourcesIn = (value: unknown): readonly Resource[] => {
  const { resourceType, entry = [] } = value as Partial<Resource> & {
    entry?: { resource: Resource }[]
  }
  return resourceType === 'Bundle' ? entry.map(({ resource }) => resource) : [value as Resource]
}

const codeOf = ({ code }: Resource) => code?.coding?.[0]?.code ?? ''

/** The whole record of a patient like one of the fixtures, with the order that was given. */
function recordOf(id: string, device: string): readonly Resource[] {
  const text = JSON.stringify(prefetched('high-risk')).replaceAll('high-risk', id)
  const { prefetch = {}, context } = JSON.parse(text) as ReturnType<typeof prefetched>
  const resources = [...Object.values(prefetch), context['draftOrders']].flatMap(resourcesIn)
  for (const resource of resources) {
    const code = codeOf(resource)
    const draw = DRAWN[code]
    if (resource.resourceType === 'ServiceRequest') resource.status = 'active'
    if (draw === undefined) continue
    if (code !== '751-8') resource.device = { display: device }
    resource.valueQuantity = { ...resource.valueQuantity, value: draw() }
  }
  return resources
}

let service: TestService
let fhir: string
const ids = Array.from({ length: 34 }, (_, i) => `anchored-${String(i)}`)
const folder = mkdtempSync(join(tmpdir(), 'anchor-fhir-'))
beforeAll(async () => {
  service = await startTestService()
  fhir = `${service.socketUrl}/sandbox/fhir`
  for (const [i, id] of ids.entries())
    for (const resource of recordOf(id, i < 32 ? 'MR 1' : 'MR 2'))
      await service.http
        .put(`/sandbox/fhir/${resource.resourceType}/${resource.id}`)
        .set('Content-Type', 'application/fhir+json')
        .send(resource)
        .expect((response) => expect([200, 201]).toContain(response.status))
})
afterAll(async () => {
  await service.stop()
  rmSync(folder, { recursive: true })
})

const run = (days: readonly string[], file: string) =>
  runCommand(anchor, [
    ...['--fhir', fhir, '--key', 'MR 1', '--role', 'radiologist'],
    ...['--signed-off-by', 'Dr. S. Ynthetic', '--write-model', join(folder, file), ...days],
  ])

test('cohort anchor reads the treated patients of a FHIR server, by the keys of their values', async () => {
  const { status, stderr } = await run(['--from', '2026-11-01', '--to', '2026-11-20'], 'a.json')
  expect([stderr, status]).toEqual(['', 0])
  const anchored = loadRiskModelFile(join(folder, 'a.json')).site?.anchor
  expect(anchored?.platforms).toMatchObject([{ key: 'MR 1', patients: 32 }])
})

test('those who were treated on other days are not of them', async () => {
  const { status, stderr } = await run(['--from', '2020-01-01', '--to', '2020-12-31'], 'b.json')
  expect([status, stderr]).toEqual([1, expect.stringMatching(/there are no patients/)])
  expect(existsSync(join(folder, 'b.json'))).toBe(false)
})
