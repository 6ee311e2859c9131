import { prefetched } from '../support/requests.ts'

/** The high-risk request with as many further Observations as make it `bytes` long. */
export function requestOf(bytes: number): string {
  const body = prefetched('high-risk')
  const { bloodCounts } = body.prefetch as { bloodCounts: { entry: { resource: object }[] } }
  const [first] = bloodCounts.entry
  const length = () => JSON.stringify(body).length
  for (let i = 0; length() < bytes && first !== undefined; i += 1) {
    const older = { id: `older-${String(i)}`, effectiveDateTime: '2026-01-01T08:00:00+08:00' }
    bloodCounts.entry.push({ resource: { ...first.resource, ...older } })
  }
  return JSON.stringify(body)
}

/** The commonest call by far: an order that is not the one, with the same data beside it. */
export function requestWithoutOrder(bytes: number): string {
  const body = JSON.parse(requestOf(bytes)) as ReturnType<typeof prefetched>
  const { draftOrders } = body.context as {
    draftOrders: { entry: { resource: Record<string, unknown> }[] }
  }
  for (const { resource } of draftOrders.entry) resource['code'] = { text: 'MRI of the liver' }
  return JSON.stringify(body)
}
