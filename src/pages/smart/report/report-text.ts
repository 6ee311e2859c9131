import { isJsonObject, type JsonObject, nonBlank, objects } from '../../../base/json.ts'
import type { Session } from '../session.ts'

/** Text in an attachment that came with the report; what lies elsewhere is not fetched. */
function attached({ contentType, data }: JsonObject): string {
  const isText = String(contentType).startsWith('text/plain')
  if (!isText || typeof data !== 'string') return ''
  const bytes = Uint8Array.from(atob(data), (letter) => letter.codePointAt(0) ?? 0)
  return new TextDecoder().decode(bytes)
}

/** The words of a narrative: nothing of it is drawn. */
function narrative(text: unknown): string {
  const div = isJsonObject(text) ? nonBlank(text['div']) : undefined
  if (div === undefined) return ''
  return new DOMParser().parseFromString(div, 'text/html').body.textContent
}

/** The words of a DiagnosticReport: its attachments of text, else its narrative, and its conclusion. */
export function reportText(report: JsonObject): string {
  const forms = objects(report['presentedForm']).map(attached)
  const own = forms.some((form) => form !== '') ? forms : [narrative(report['text'])]
  const parts = [...own, nonBlank(report['conclusion']) ?? '']
  return [...new Set(parts.filter((part) => part.trim() !== ''))].join('\n\n')
}

/** @returns Nothing where the report cannot be read. */
export async function readReportText(
  session: Session,
  reference: string,
): Promise<string | undefined> {
  const slot = await session.read(reference).catch(() => undefined)
  const [report] = slot?.kind === 'supplied' ? slot.resources : []
  return report === undefined ? undefined : reportText(report)
}
