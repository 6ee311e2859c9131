import { cardChecks } from './card-checks.ts'
import type { JsonObject } from '../../base/json.ts'
import { hasNoAnswer } from '../../base/network-words.ts'
import {
  cardsOf,
  type Check,
  fail,
  type Finding,
  type Result,
  type ServiceCheck,
  skip,
} from './check.ts'
import { corsChecks } from './cors-checks.ts'
import { discoveryChecks } from './discovery-checks.ts'
import { feedbackChecks } from './feedback-checks.ts'
import { prefetchChecks } from './prefetch-checks.ts'
import {
  describeError,
  refusesEverything,
  isAlive,
  openProbe,
  type Probe,
  type ProbeOptions,
  type ServiceProbe,
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
  /** The cards that the request got. */
  readonly cards?: readonly JsonObject[]
}

const SERVICE_CHECKS: readonly ServiceCheck[] = [
  ...cardChecks,
  ...requestChecks,
  ...feedbackChecks,
  ...tokenChecks,
  ...corsChecks,
]

/** A check that the service did not survive, with what was sent. */
interface Death {
  readonly title: string
}

type Runnable<Of> = Omit<Check, 'run'> & { readonly run: (target: Of) => Promise<Finding> }

/**
 * What a check did not foresee is a failure of the service. One that gives no answer is asked
 * whether it still answers anything: whatever comes after would be an echo.
 */
async function runOrFail<Of extends Probe>(
  { run, title }: Runnable<Of>,
  target: Of,
): Promise<{ readonly finding: Finding; readonly death?: Death }> {
  try {
    return { finding: await run(target) }
  } catch (thrown) {
    const sent = target.last()
    const why = describeError(thrown)
    if (!hasNoAnswer(thrown)) return { finding: fail(why) }
    return (await isAlive(target))
      ? { finding: fail(`no answer, ${why}: ${sent}`) }
      : { finding: fail(`stopped answering, ${why}: ${sent}`), death: { title } }
  }
}

interface Run {
  readonly results: readonly Result[]
  readonly death: Death | undefined
}

async function runEach<Of extends Probe>(
  checks: readonly Runnable<Of>[],
  target: Of,
): Promise<Run> {
  const results: Result[] = []
  let death: Death | undefined
  for (const check of checks) {
    const { clause, level, title } = check
    if (death !== undefined) {
      results.push({ clause, level, title, ...skip(`it stopped answering at "${death.title}"`) })
      continue
    }
    const { finding, death: died } = await runOrFail(check, target)
    results.push({ clause, level, title, ...finding })
    death = died
  }
  return { results, death }
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
  if (!(await isAlive(probe))) return skipAll(service, 'nothing answers any more')
  if (await refusesWithoutAnswer(serviceProbe))
    return skipAll(service, 'the service wants a token: give a key and an issuer')
  const { results } = await runEach(SERVICE_CHECKS, serviceProbe)
  return { about: service.id, results, cards: await cardsShown(serviceProbe) }
}

/** A service that does not answer at all is found by the first check. */
async function refusesWithoutAnswer(probe: ServiceProbe): Promise<boolean> {
  try {
    return await refusesEverything(probe)
  } catch {
    return false
  }
}

async function cardsShown(probe: ServiceProbe): Promise<readonly JsonObject[]> {
  try {
    return cardsOf(await probe.answer())
  } catch {
    return []
  }
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
  const { results } = await runEach([...discoveryChecks, ...prefetchChecks], probe)
  const sections: Section[] = [{ about: 'discovery', results }]
  for (const service of services) sections.push(await runService(probe, service))
  return sections
}
