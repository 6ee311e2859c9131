import { Router } from 'express'
import { marked } from 'marked'
import type { GuidanceDefinition } from '../guidance/index.ts'
import { Fault } from '../kernel/index.ts'

const STYLE = `
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem; color: #1b1b1f; background: #fff }
  table { border-collapse: collapse; display: block; overflow-x: auto }
  th, td { border: 1px solid #767680; padding: .25rem .5rem; text-align: left; vertical-align: top }
  code { background: #eef; padding: 0 .2em }
  h2 { margin-top: 2rem }
`

function toPage(markdown: string): string {
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? 'Model card'
  const body = marked.parse(markdown, { async: false, gfm: true })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
}

/** `GET /cds-services/{folder}/model-card`: the model card that every card's source links to. */
export function modelCardRoute(definitions: readonly GuidanceDefinition[]): Router {
  const pages = new Map(definitions.map(({ id, modelCard }) => [id, toPage(modelCard)]))
  const router = Router()
  router.get('/cds-services/:folder/model-card', (request, response) => {
    const page = pages.get(request.params.folder)
    if (page === undefined) throw new Fault('unknown-service', 'There is no such model card.')
    response.type('html').send(page)
  })
  return router
}
