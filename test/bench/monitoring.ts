/**
 * How often monitoring alarms though nothing has changed, and how soon it finds a change: the
 * figures of docs/monitoring.md. `npm run bench:monitoring -- YEARS`.
 */
import { monitoringReport } from '../../src/evaluation/monitoring/service-report.ts'
import { reference, YEAR, yearOf } from '../evaluation/monitoring/support.ts'
import type { RecordsPlan } from '../support/synthetic-records.ts'

const years = Number(process.argv[2] ?? 200)
const say = (text: string) => process.stdout.write(`${text}\n`)

interface Tally {
  readonly alarmYears: number
  readonly watchYears: number
  readonly alarms: Readonly<Record<string, number>>
}

function tally(plan: Partial<RecordsPlan>): Tally {
  const alarms: Record<string, number> = {}
  let [alarmYears, watchYears] = [0, 0]
  for (let seed = 1; seed <= years; seed += 1) {
    const found = monitoringReport(yearOf({ ...plan, seed }), reference, YEAR).alarms
    if (found.some(({ state }) => state === 'alarm')) alarmYears += 1
    if (found.length > 0) watchYears += 1
    for (const { figure, state } of found)
      if (state === 'alarm') alarms[figure] = (alarms[figure] ?? 0) + 1
  }
  return { alarmYears, watchYears, alarms }
}

/** How many months after the drift began its predictor first alarmed. */
function delays(plan: Partial<RecordsPlan>, predictor: string, from: string): readonly number[] {
  return Array.from({ length: years }, (_, i) => {
    const report = monitoringReport(yearOf({ ...plan, seed: i + 1 }), reference, YEAR)
    const first = report.alarms.find(
      ({ subject, state, figure, period }) =>
        subject === predictor && state === 'alarm' && figure !== 'missing' && period >= from,
    )
    return first === undefined
      ? Infinity
      : report.periods.indexOf(first.period) - report.periods.indexOf(from)
  })
}

for (const ordersPerMonth of [15, 30, 60, 120]) {
  const { alarmYears, watchYears, alarms } = tally({ ordersPerMonth })
  say(
    `${String(ordersPerMonth)} orders a month, no drift: ${String(alarmYears)} of ${String(years)} years with an alarm, ${String(watchYears)} with a watch; ${JSON.stringify(alarms)}`,
  )
  const drift = { fromMonth: 6, predictor: 'dStar', factor: 1.2 }
  const found = delays({ ordersPerMonth, drift }, 'dStar', '2026-05').toSorted((a, b) => a - b)
  const share = (most: number) => found.filter((one) => one <= most).length / years
  say(
    `  D* up by 20 % from month 7: alarm in the first month ${share(0).toFixed(2)}, by the third ${share(2).toFixed(2)}, by the sixth ${share(5).toFixed(2)}`,
  )
}
