/** How well something is, from good to bad. A `warning` needs somebody's attention some day. */
export const HEALTH_LEVELS = ['ok', 'warning', 'degraded', 'down'] as const

/** How well something is. `degraded`: it works, but not as it should; `down`: nothing works. */
type HealthLevel = (typeof HEALTH_LEVELS)[number]

export interface HealthFinding {
  readonly status: HealthLevel
  /** A code or a count, never a secret, an address or anything of a patient. */
  readonly why?: string
}

/**
 * One part of the service that can be unwell. Whoever opens something outside the process (a
 * database, a key set) makes a probe of it.
 */
export interface HealthProbe {
  /** In small letters, with hyphens: a metric's label. */
  readonly name: string
  /** It should answer within a second, and never throw. */
  readonly check: () => HealthFinding | Promise<HealthFinding>
}

export interface HealthReport {
  /** The worst finding; a warning alone is `ok`. */
  readonly status: 'ok' | 'degraded' | 'down' | 'draining'
  readonly checks: Readonly<Record<string, HealthFinding>>
}

/** A probe that has not answered by then counts as degraded. */
const WAIT_MS = 1_000

/** How long a report is given to others who ask. */
const KEEP_MS = 1_000

async function findingOf({ check }: HealthProbe): Promise<HealthFinding> {
  let timer: NodeJS.Timeout | undefined
  const noAnswer = new Promise<HealthFinding>((resolve) => {
    timer = setTimeout(() => resolve({ status: 'degraded', why: 'no-answer' }), WAIT_MS)
  })
  try {
    return await Promise.race([Promise.resolve(check()), noAnswer])
  } catch {
    return { status: 'down', why: 'check-failed' }
  } finally {
    clearTimeout(timer)
  }
}

function overall(findings: readonly HealthFinding[]): 'ok' | 'degraded' | 'down' {
  const has = (level: HealthLevel) => findings.some(({ status }) => status === level)
  if (has('down')) return 'down'
  return has('degraded') ? 'degraded' : 'ok'
}

export class Health {
  readonly #probes: readonly HealthProbe[]
  #isDraining = false
  #last: Promise<HealthReport> | undefined

  constructor(probes: readonly HealthProbe[]) {
    this.#probes = probes
  }

  /** From now on the service counts as not ready, though it still answers. */
  drain(): void {
    this.#isDraining = true
  }

  /** All parts, looked at together, at most once a second. */
  async report(): Promise<HealthReport> {
    const report = await (this.#last ??= this.#look())
    return this.#isDraining ? { ...report, status: 'draining' } : report
  }

  async #look(): Promise<HealthReport> {
    const findings = await Promise.all(
      this.#probes.map(async (probe) => [probe.name, await findingOf(probe)] as const),
    )
    setTimeout(() => (this.#last = undefined), KEEP_MS).unref()
    return {
      status: overall(findings.map(([, finding]) => finding)),
      checks: Object.fromEntries(findings),
    }
  }
}
