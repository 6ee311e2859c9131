import { isJsonObject, nonBlank, objects } from '../../base/json.ts'

/** What a refusal says to people: the texts of an OperationOutcome, else the beginning of the body. */
export function linesOfRefusal(json: unknown, text: string): readonly string[] {
  const issues = isJsonObject(json) ? objects(json['issue']) : []
  const lines = issues.flatMap(({ details, diagnostics, expression }) => {
    const words = nonBlank(isJsonObject(details) ? details['text'] : undefined)
    const said = words ?? nonBlank(diagnostics)
    const place = Array.isArray(expression) ? nonBlank(expression[0]) : undefined
    if (said === undefined) return []
    return [place === undefined || said.includes(place) ? said : `${place}: ${said}`]
  })
  if (lines.length > 0) return lines
  const beginning = text.replace(/\s+/g, ' ').trim().slice(0, 300)
  return beginning === '' ? [] : [beginning]
}
