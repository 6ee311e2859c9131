/**
 * How often the monthly figures alarm though nothing has changed: that of docs/monitoring.md. `npm
 * run bench:monitoring -- YEARS`.
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

for (const ordersPerMonth of [15, 30, 60, 120]) {
  const { alarmYears, watchYears, alarms } = tally({ ordersPerMonth })
  say(
    `${String(ordersPerMonth)} orders a month, no drift: ${String(alarmYears)} of ${String(years)} years with an alarm, ${String(watchYears)} with a watch; ${JSON.stringify(alarms)}`,
  )
}
