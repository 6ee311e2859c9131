import { mkdirSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { KNOWN_HOOKS } from '../../../src/interop/client/hook-context.ts'
import { sampleRequest } from '../../../src/interop/conformance/sample-requests.ts'
import { repositoryPath } from '../../support/paths.ts'

/** Hooks of which the fixtures hold requests about patients. */
const WITH_PATIENTS = ['order-select', 'order-sign']

/** The file of every other hook with the request that the runner sends when none is given. */
export const SAMPLES = KNOWN_HOOKS.filter((hook) => !WITH_PATIENTS.includes(hook)).map((hook) => ({
  hook,
  path: `fixtures/hook-requests/${hook}/example.json`,
  request: sampleRequest(hook, {}),
}))

export async function writeSamples(): Promise<void> {
  for (const { path, request } of SAMPLES) {
    const file = repositoryPath(path)
    mkdirSync(repositoryPath(path.replace('/example.json', '')), { recursive: true })
    const options = { ...(await resolveConfig(file)), filepath: file }
    writeFileSync(file, await format(JSON.stringify(request, null, 2), options))
  }
}
