import { useEffect, useState } from 'react'
import { type FhirResource, isFhirResource, readBundle } from '../../clinical/fhir/resource.ts'
import { nonBlank } from '../../base/json.ts'
import { CallFailure, type CdsClient, readFhir } from '../cds/client.ts'
import { isSuccess } from '../cds/exchange.ts'

/** The patients of a server by a name, as many as were asked for; neither while it is read. */
export interface PatientList {
  readonly patients?: readonly FhirResource[]
  readonly hasMore?: boolean
  readonly error?: unknown
}

const PAGE = 50

async function search(client: CdsClient, name: string, count: number): Promise<PatientList> {
  const byName = name === '' ? '' : `&name=${encodeURIComponent(name)}`
  const answer = await readFhir(client, `Patient?_count=${String(count)}${byName}`, 'patients')
  if (!isSuccess(answer) || !isFhirResource(answer.body)) throw new CallFailure(answer)
  const patients = readBundle(answer.body).resources.filter(
    ({ resourceType, id }) => resourceType === 'Patient' && nonBlank(id) !== undefined,
  )
  return { patients, hasMore: patients.length >= count }
}

export function usePatients(client: CdsClient, name: string) {
  const [list, setList] = useState<PatientList>({})
  const [count, setCount] = useState(PAGE)
  useEffect(() => {
    const current = { isWanted: true }
    search(client, name, count).then(
      (found) => current.isWanted && setList(found),
      (error: unknown) => current.isWanted && setList({ error }),
    )
    return () => {
      current.isWanted = false
    }
  }, [client.fhirServer, name, count])
  return { list, more: () => setCount(count + PAGE) }
}
