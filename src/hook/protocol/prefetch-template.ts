const TOKEN = /\{\{\s*context\.(\w+)\s*\}\}/g

/**
 * A prefetch template with its tokens replaced by the percent-encoded values of root-level context
 * fields; nothing when a field is absent. https://cds-hooks.hl7.org/2.0/#prefetch-tokens
 */
export function resolveTemplate(
  template: string,
  context: Readonly<Record<string, unknown>>,
): string | undefined {
  const fields = [...template.matchAll(TOKEN)].map(([, field = '']) => field)
  if (fields.some((field) => typeof context[field] !== 'string')) return undefined
  return template.replace(TOKEN, (_, field: string) => encodeURIComponent(String(context[field])))
}
