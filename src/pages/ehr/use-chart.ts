import { useEffect, useState } from 'react'
import { type FhirResource, isFhirResource } from '../../clinical/fhir/resource.ts'
import { type CdsClient, readFhir, whyOf } from '../cds/client.ts'
import { isSuccess } from '../cds/exchange.ts'
import { type Chart, toChart } from './chart-data.ts'

/** Neither member is there while the chart is read. */
export interface ChartState {
  readonly chart?: Chart
  readonly why?: string
}

async function read(client: CdsClient, path: string): Promise<FhirResource> {
  const answer = await readFhir(client, path, 'chart')
  if (!isSuccess(answer) || !isFhirResource(answer.body)) throw new Error(whyOf(answer))
  return answer.body
}

async function readChart(client: CdsClient, patientId: string): Promise<Chart> {
  const id = encodeURIComponent(patientId)
  const [patient, conditions, procedures, observations] = await Promise.all([
    read(client, `Patient/${id}`),
    read(client, `Condition?patient=${id}&_count=100`),
    read(client, `Procedure?patient=${id}&_count=100`),
    read(client, `Observation?patient=${id}&_sort=-date&_count=400`),
  ])
  return toChart({ patient, conditions, procedures, observations })
}

export function useChart(client: CdsClient, patientId: string): ChartState {
  const [state, setState] = useState<ChartState>({})
  useEffect(() => {
    const current = { isWanted: true }
    setState({})
    readChart(client, patientId).then(
      (chart) => current.isWanted && setState({ chart }),
      (error: unknown) => current.isWanted && setState({ why: String(error) }),
    )
    return () => {
      current.isWanted = false
    }
    // The client's language and signature do not change what is read.
  }, [client.fhirServer, patientId])
  return state
}
