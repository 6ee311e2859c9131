import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { repositoryPath } from '../../support/paths.ts'

const FORMS = repositoryPath('test/neighbours/forms')

/**
 * Serves the pages of the renderers, which show one Questionnaire.
 *
 * @param fhir - The base of the FHIR server that holds the record.
 */
export async function servePages(questionnaire: string, fhir: string) {
  const app = express()
  app.get('/questionnaire.json', (_request, response) => {
    response.type('json').send(questionnaire)
  })
  app.use('/fhir', async (request, response) => {
    const answer = await fetch(`${fhir}${request.url}`)
    response
      .status(answer.status)
      .type('json')
      .send(await answer.text())
  })
  app.use('/smart-forms', express.static(join(FORMS, 'target/built')))
  app.use('/lhc-forms', express.static(join(FORMS, 'lhc-forms')))
  app.use('/lforms', express.static(join(FORMS, 'target/node_modules/lforms/dist/lforms')))
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
