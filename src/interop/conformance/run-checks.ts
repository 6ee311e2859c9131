import { cardChecks } from './card-checks.ts'
import { type Check, fail, type Finding, type Result, type ServiceCheck, skip } from './check.ts'
import { corsChecks } from './cors-checks.ts'
import { discoveryChecks } from './discovery-checks.ts'
import { feedbackChecks } from './feedback-checks.ts'
import { prefetchChecks } from './prefetch-checks.ts'
import {
  describeError,
  refusesEverything,
  openProbe,
  type Probe,
  type ProbeOptions,
  type ServiceUnderTest,
  servicesUnderTest,
  toServiceProbe,
} from './probe.ts'
import { requestChecks } from './request-checks.ts'
import { tokenChecks } from './token-checks.ts'

export interface Section {
  /** `discovery`, or the id of a service. */
  readonly about: string
  readonly results: readonly Result[]
}

const SERVICE_CHECKS: readonly ServiceCheck[] = [
  ...cardChecks,
  ...requestChecks,
  ...feedbackChecks,
  ...tokenChecks,
  ...corsChecks,
]

/** What a check did not foresee is a failure of the service. */
async function runOrFail(run: () => Promise<Finding>): Promise<Finding> {
  try {
    return await run()
  } catch (thrown) {
    return fail(describeError(thrown))
  }
}

async function runEach<Of>(
  checks: readonly (Omit<Check, 'run'> & { readonly run: (target: Of) => Promise<Finding> })[],
  target: Of,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const { run, clause, level, title } of checks) {
    results.push({ clause, level, title, ...(await runOrFail(() => run(target))) })
  }
  return results
}

function skipAll({ id }: ServiceUnderTest, why: string): Section {
  const results = SERVICE_CHECKS.map(({ clause, level, title }) => ({
    clause,
    level,
    title,
    ...skip(why),
  }))
  return { about: id, results }
}

async function runService(probe: Probe, service: ServiceUnderTest): Promise<Section> {
  const serviceProbe = toServiceProbe(probe, service)
  if (serviceProbe === undefined)
    return skipAll(service, `no request for the hook ${service.hook}: give one`)
  if (await refusesEverything(serviceProbe))
    return skipAll(service, 'the service wants a token: give a key and an issuer')
  return { about: service.id, results: await runEach(SERVICE_CHECKS, serviceProbe) }
}

/**
 * Checks a CDS Service from outside, one request after the other.
 *
 * @throws {Error} When it cannot be reached, or has no such service.
 */
export async function checkConformance(options: ProbeOptions): Promise<readonly Section[]> {
  const probe = await openProbe(options)
  const services = servicesUnderTest(probe)
  if (options.service !== undefined && services.length === 0)
    throw new Error(`discovery lists no service ${options.service}`)
  const discovery = await runEach([...discoveryChecks, ...prefetchChecks], probe)
  const sections: Section[] = [{ about: 'discovery', results: discovery }]
  for (const service of services) sections.push(await runService(probe, service))
  return sections
}
