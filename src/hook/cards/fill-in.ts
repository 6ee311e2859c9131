/** A short text with `{name}` replaced by its value; a name without a value stays. */
export const fillIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (token, name: string) => values[name] ?? token)
