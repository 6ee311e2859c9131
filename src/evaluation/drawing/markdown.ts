/** Text made safe inside a Markdown table cell. */
export const cell = (words: string) => words.replaceAll('|', '\\|').replaceAll('*', '\\*')

/** A Markdown table; cells are Markdown already. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}
