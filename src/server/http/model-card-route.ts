import { Router } from 'express'
import { Marked } from 'marked'
import type { ReviewState } from '../../clinical/assessment/model-card.ts'
import { Fault } from '../../base/fault.ts'

interface ModelCardContent {
  readonly markdown: string
  readonly json: Readonly<Record<string, unknown>>
  /** SVG documents by the file name under which the Markdown shows them. */
  readonly figures: Readonly<Record<string, string>>
}

export interface ServedModelCard {
  /** Folder of the service, as its URL names it. */
  readonly id: string
  /** Called once, when somebody first asks for the card. */
  readonly content: () => ModelCardContent
  readonly reviewState: () => ReviewState
}

const STYLE = `
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem; color: #1b1b1f; background: #fff }
  .scroll { overflow-x: auto }
  table { border-collapse: collapse }
  th, td { border: 1px solid #767680; padding: .25rem .5rem; text-align: left; vertical-align: top }
  thead:not(:has(th:not(:empty))) { display: none }
  code { background: #eef; padding: 0 .2em }
  h2 { margin-top: 2rem }
  svg { display: block; overflow-x: auto }
  .review { border: 2px solid #8c1d18; padding: .5rem 1rem }
  @media print { body { max-width: none; font-size: 10pt } h2, h3 { break-after: avoid } tr, svg { break-inside: avoid } }
`

const REVIEW_NOTES: Readonly<Record<ReviewState, string>> = {
  current: '',
  due: '<p class="review" role="note">This card is due for review.</p>',
  overdue: '<p class="review" role="note">This card is past its review date.</p>',
}

/**
 * Markdown as HTML. A figure stands in the page itself, since the page loads nothing; what is only
 * in the repository is named, not linked.
 */
function toBody(markdown: string, figures: ModelCardContent['figures']): string {
  const marked = new Marked({ gfm: true, async: false })
  marked.use({
    renderer: {
      image: ({ href, text }) => figures[href.split('/').at(-1) ?? href] ?? text,
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens)
        const path = href.replace(/^(\.\.\/)+/, '')
        return /^https?:/.test(href)
          ? `<a href="${href}">${words}</a>`
          : `${words} (<code>${path}</code>)`
      },
    },
  })
  // A wide table scrolls on a narrow screen, by keyboard too.
  return marked
    .parse(markdown, { async: false })
    .replaceAll(
      '<table>',
      '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>',
    )
    .replaceAll('</table>', '</table></div>')
}

function toPage({ markdown, figures }: ModelCardContent): (state: ReviewState) => string {
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? 'Model card'
  const body = toBody(markdown, figures)
  return (state) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${REVIEW_NOTES[state]}
${body}
</main>
</body>
</html>
`
}

interface Answers {
  readonly page: (state: ReviewState) => string
  readonly json: Readonly<Record<string, unknown>>
}

/** Both answers of each card, made when first asked for. */
function toAnswers() {
  const answersById = new Map<string, Answers>()
  return ({ id, content }: ServedModelCard): Answers => {
    const known = answersById.get(id)
    if (known !== undefined) return known
    const card = content()
    const answers = { page: toPage(card), json: card.json }
    answersById.set(id, answers)
    return answers
  }
}

/**
 * `GET /cds-services/{folder}/model-card`: the model card that every card's source links to. HTML
 * unless JSON is asked for, by `?format=json` or by the Accept header.
 */
export function modelCardRoute(cards: readonly ServedModelCard[]): Router {
  const answersOf = toAnswers()
  const router = Router()
  router.get('/cds-services/:folder/model-card', (request, response) => {
    const card = cards.find(({ id }) => id === request.params.folder)
    if (card === undefined) throw new Fault('unknown-service', 'There is no such model card.')
    const { page, json } = answersOf(card)
    const state = card.reviewState()
    const sendJson = () => void response.json({ ...json, reviewState: state })
    if (request.query['format'] === 'json') sendJson()
    else response.format({ html: () => void response.send(page(state)), json: sendJson })
  })
  return router
}
