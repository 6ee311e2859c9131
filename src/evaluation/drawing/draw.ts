import type * as Plot from '@observablehq/plot'

/** The plotting library, handed to who draws: it is loaded only when something is drawn. */
export type Plotting = typeof Plot

/** What is to be drawn, said in the terms of the library. */
export type Drawing = (plot: Plotting) => Plot.PlotOptions

/** A drawing as the text of an SVG document. The same drawing gives the same text. */
export type Draw = (drawing: Drawing) => string

// The types of the DOM are not part of this program.
interface Window {
  readonly document: never
}

interface Drawn {
  readonly outerHTML: string
  readonly setAttribute: (name: string, value: string) => void
}

const hundredths = (tag: string) =>
  tag.replace(/(?<!\d)\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))))

/**
 * Coordinates to a hundredth of a pixel, so that the same plot has the same text everywhere. What
 * is written in the plot is left as it is: a tick may say 0.001.
 */
const rounded = (svg: string) => svg.replace(/<[^<>]*>/g, hundredths)

/** Loads what draws without a browser. Nothing else in this program loads it. */
export async function loadDraw(): Promise<Draw> {
  const [plot, { parseHTML }] = await Promise.all([
    import('@observablehq/plot'),
    import('linkedom'),
  ])
  const { document } = parseHTML('<!doctype html><html></html>') as unknown as Window
  return (drawing) => {
    const options = { document, className: 'figure', ...drawing(plot) }
    const drawn = plot.plot(options) as unknown as Drawn
    drawn.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
    return `${rounded(drawn.outerHTML)}\n`
  }
}
