const MAX_CELL = 60

/** Characters that terminals draw two columns wide. https://www.unicode.org/reports/tr11/ */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u

/** How many columns of a terminal a text takes. */
export const widthOf = (text: string): number =>
  Array.from(text).reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0)

function cell(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  if (widthOf(line) <= MAX_CELL) return line
  let kept = ''
  for (const character of line) {
    if (widthOf(kept + character) > MAX_CELL - 1) break
    kept += character
  }
  return `${kept}…`
}

const padded = (text: string, width: number) =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)))

/** Rows under a head, in columns as wide as their widest cell. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(cell))
  const widths = head.map((_, i) => Math.max(...cells.map((row) => widthOf(row[i] ?? ''))))
  const lines = cells.map((row) =>
    row
      .map((text, i) => padded(text, widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const [first = '', ...rest] = lines
  return [first, widths.map((width) => '-'.repeat(width)).join('  '), ...rest].join('\n')
}

/** A titled part of a longer text. */
export function textSection(title: string, body: string): string {
  return `${title}\n${'='.repeat(widthOf(title))}\n${body}\n`
}
