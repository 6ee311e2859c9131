import type * as Plot from '@observablehq/plot'

/** The plotting library, handed to who draws: it is loaded only when something is drawn. */
export type Plotting = typeof Plot

// The types of the DOM are not part of this program.
interface Window {
  readonly document: never
}

interface Drawn {
  readonly outerHTML: string
  readonly setAttribute: (name: string, value: string) => void
}

/** Coordinates to a hundredth of a pixel, so that the same plot has the same text everywhere. */
const rounded = (svg: string) =>
  svg.replace(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))))

/**
 * A plot as the text of an SVG document. The same options give the same text.
 *
 * @param options - Made with the library that is passed in.
 */
export async function toSvg(options: (plot: Plotting) => Plot.PlotOptions): Promise<string> {
  const [plot, { parseHTML }] = await Promise.all([
    import('@observablehq/plot'),
    import('linkedom'),
  ])
  const { document } = parseHTML('<!doctype html><html></html>') as unknown as Window
  const drawn = plot.plot({ document, className: 'figure', ...options(plot) }) as unknown as Drawn
  drawn.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return `${rounded(drawn.outerHTML)}\n`
}
