import { plot, type PlotOptions } from '@observablehq/plot'
import { parseHTML } from 'linkedom'

/** What is used of an element. The packages speak of the DOM's types, which this project leaves out. */
interface Drawn {
  readonly outerHTML: string
}

/** A plot as the text of one SVG element, drawn without a browser. */
export function toSvg(options: PlotOptions): string {
  const { document } = parseHTML('<html></html>') as unknown as { readonly document: unknown }
  const drawn: unknown = plot({ ...options, document })
  return (drawn as Drawn).outerHTML
}
