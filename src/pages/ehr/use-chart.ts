import { useEffect, useState } from 'react'
import { type FhirResource, isFhirResource } from '../../clinical/fhir/resource.ts'
import { CallFailure, type CdsClient, readFhir } from '../cds/client.ts'
import { isSuccess } from '../cds/exchange.ts'
import { type Chart, type ChartPart, toChart } from './chart-data.ts'

/** Neither member is there while the chart is read. */
export interface ChartState {
  readonly chart?: Chart
  readonly error?: unknown
}

async function read(client: CdsClient, path: string): Promise<FhirResource> {
  const answer = await readFhir(client, path, 'chart')
  if (!isSuccess(answer) || !isFhirResource(answer.body)) throw new CallFailure(answer)
  return answer.body
}

/** Without the patient there is no chart; of the rest each part may fail by itself. */
async function readChart(client: CdsClient, patientId: string): Promise<Chart> {
  const id = encodeURIComponent(patientId)
  const failed: { readonly part: ChartPart; readonly error: unknown }[] = []
  const part = (name: ChartPart, path: string) =>
    read(client, path).catch((error: unknown) => {
      failed.push({ part: name, error })
      return undefined
    })
  const [patient, conditions, procedures, observations] = await Promise.all([
    read(client, `Patient/${id}`),
    part('problems', `Condition?patient=${id}&_count=100`),
    part('procedures', `Procedure?patient=${id}&_count=100`),
    part('results', `Observation?patient=${id}&_sort=-date&_count=400`),
  ])
  return { ...toChart({ patient, conditions, procedures, observations }), failed }
}

/** The chart of a patient, read again whenever `times` changes; of no patient there is none. */
export function useChart(client: CdsClient, patientId: string, times: number): ChartState {
  const [state, setState] = useState<ChartState>({})
  useEffect(() => {
    if (patientId === '') return
    const current = { isWanted: true }
    readChart(client, patientId).then(
      (chart) => current.isWanted && setState({ chart }),
      (error: unknown) => current.isWanted && setState({ error }),
    )
    return () => {
      current.isWanted = false
    }
    // The client's language and signature do not change what is read.
  }, [client.fhirServer, patientId, times])
  return state
}
