import { cardChecks, type ServiceCheck } from './card-checks.ts'
import { type Check, fail, type Finding, type Result, skip } from './check.ts'
import { corsChecks } from './cors-checks.ts'
import { discoveryChecks } from './discovery-checks.ts'
import { feedbackChecks } from './feedback-checks.ts'
import { prefetchChecks } from './prefetch-checks.ts'
import {
  inWords,
  isClosedTo,
  openProbe,
  type Probe,
  type ProbeOptions,
  type Subject,
  subjectsOf,
  toServiceProbe,
} from './probe.ts'
import { requestChecks } from './request-checks.ts'
import { tokenChecks } from './token-checks.ts'

/** What was found out about one part of a service. */
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

/** What a service does that a check did not foresee is a failure of the service. */
async function settle(run: () => Promise<Finding>): Promise<Finding> {
  try {
    return await run()
  } catch (thrown) {
    return fail(inWords(thrown))
  }
}

async function runEach<Of>(
  checks: readonly (Omit<Check, 'run'> & { readonly run: (of: Of) => Promise<Finding> })[],
  of: Of,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const { run, clause, level, title } of checks) {
    results.push({ clause, level, title, ...(await settle(() => run(of))) })
  }
  return results
}

function skipAll({ id }: Subject, why: string): Section {
  const results = SERVICE_CHECKS.map(({ clause, level, title }) => ({
    clause,
    level,
    title,
    ...skip(why),
  }))
  return { about: id, results }
}

async function runService(probe: Probe, subject: Subject): Promise<Section> {
  const serviceProbe = toServiceProbe(probe, subject)
  if (serviceProbe === undefined)
    return skipAll(subject, `no request for the hook ${subject.hook}: give one`)
  if (await isClosedTo(serviceProbe))
    return skipAll(subject, 'the service wants a token: give a key and an issuer')
  return { about: subject.id, results: await runEach(SERVICE_CHECKS, serviceProbe) }
}

/**
 * Checks a CDS Service from outside, one request after the other.
 *
 * @throws {Error} When it cannot be reached, or has no such service.
 */
export async function checkConformance(options: ProbeOptions): Promise<readonly Section[]> {
  const probe = await openProbe(options)
  const subjects = subjectsOf(probe)
  if (options.service !== undefined && subjects.length === 0)
    throw new Error(`discovery lists no service ${options.service}`)
  const discovery = await runEach([...discoveryChecks, ...prefetchChecks], probe)
  const sections: Section[] = [{ about: 'discovery', results: discovery }]
  for (const subject of subjects) sections.push(await runService(probe, subject))
  return sections
}
