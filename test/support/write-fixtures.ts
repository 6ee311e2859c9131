/**
 * Makes the prefetch of every stored hook request anew, as a client gets it from the sandbox, the
 * sample requests of the other hooks, the doctor's table in the fixtures' README; and the kept text
 * of every card of the matrix.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { writeSamples } from '../interop/conformance/sample-requests.ts'
import { cardMatrix } from './card-matrix.ts'
import { doctorTable, withTable } from './doctor-table.ts'
import { refreshed } from './hook-requests.ts'
import { keptCards } from './kept-cards.ts'
import { repositoryPath } from './paths.ts'
import { prefetched } from './requests.ts'
import { startTestService } from './service.ts'

const service = await startTestService()
for (const hook of ['order-select', 'order-sign']) {
  const folder = repositoryPath(`fixtures/hook-requests/${hook}`)
  for (const file of readdirSync(folder)) {
    const path = `${folder}/${file}`
    const body = await refreshed(service, prefetched(file.replace('.json', ''), hook))
    const options = { ...(await resolveConfig(path)), filepath: path }
    writeFileSync(path, await format(JSON.stringify(body, null, 2), options))
  }
}
await writeSamples()
const readme = repositoryPath('fixtures/README.md')
const text = withTable(readFileSync(readme, 'utf8'), await doctorTable(service))
writeFileSync(readme, await format(text, { ...(await resolveConfig(readme)), filepath: readme }))
await service.stop()

mkdirSync(repositoryPath('fixtures/cards'), { recursive: true })
for (const [path, page] of keptCards(await cardMatrix())) writeFileSync(repositoryPath(path), page)
