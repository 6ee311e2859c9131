import { isJsonObject, nonBlank, objects } from '../base/json.ts'

/** What the first issue of an OperationOutcome says to people. */
export function outcomeText(body: unknown): string | undefined {
  const [issue] = isJsonObject(body) ? objects(body['issue']) : []
  const details = isJsonObject(issue?.['details']) ? issue['details']['text'] : undefined
  return nonBlank(details) ?? nonBlank(issue?.['diagnostics'])
}
