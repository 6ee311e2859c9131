import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { loadShippedCatalog } from '../../src/catalog/shipped.ts'
import { readConfig } from '../../src/base/config/config.ts'
import { isJsonObject, objects } from '../../src/base/json.ts'
import { parseClientRegistry } from '../../src/server/access/parse-registry.ts'
import { type RunningService, start } from '../../src/service.ts'
import { scopesFor } from '../../src/pages/smart/scopes.ts'
import { repositoryPath } from '../support/paths.ts'
import { frozenClock } from '../support/clock.ts'
import { newKey, toJwk } from '../support/tokens.ts'
import { fenced, GUIDES, isSetting, productGuides, settingsNamedIn, textOf } from './support.ts'

const ALL_HOOKS = { hooks: ['order-select', 'order-sign', 'order-dispatch', 'patient-view'] }
const catalog = loadShippedCatalog({ site: ALL_HOOKS, language: 'en' })
const services = catalog.services.map(({ entry }) => entry.id)
const categories = catalog.definitions.flatMap(({ model }) =>
  model.definition.categories.map(({ id }) => id),
)
const jwks = { keys: [toJwk(newKey('k', 'ES384'))] }

describe.each(productGuides)('%s', (name) => {
  const text = textOf(`${GUIDES}/${name}`)
  const json = fenced(text, 'json').map((block): unknown => JSON.parse(block))

  test('says on top what was run here and what is only prepared', () => {
    const head = text.split('\n').slice(1, 12).join('\n')
    expect(head).toMatch(/run here|only prepared/i)
  })

  test('has registries that the service loads, for services that there are', () => {
    // Files of SMART clients have `clientId`; test/web holds the room of those to its guide.
    const registries = json.filter(
      (value) =>
        isJsonObject(value) && objects(value['clients']).some((client) => 'keys' in client),
    )
    for (const one of registries) {
      const known = { services, categories, isSandbox: false, readJson: () => jwks }
      expect(parseClientRegistry(one, known).clients.length).toBeGreaterThan(0)
    }
  })

  test('has site files that the service loads', () => {
    for (const site of json.filter((value) => isJsonObject(value) && 'hooks' in value))
      expect(loadShippedCatalog({ site, language: 'en' }).services.length).toBeGreaterThan(1)
  })

  test('names settings that there are', () => {
    expect(settingsNamedIn(text).filter((setting) => !isSetting(setting))).toEqual([])
  })

  test('links to files that there are', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link)
    const here = links.filter((link) => !/^[a-z]+:/.test(link))
    const broken = here.filter(
      (link) => !existsSync(join(dirname(repositoryPath(`${GUIDES}/${name}`)), link)),
    )
    expect(broken).toEqual([])
  })
})

describe('what the guides name', () => {
  const guides = productGuides.map((name) => textOf(`${GUIDES}/${name}`))
  let folder: string
  let service: RunningService
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'guides-'))
    mkdirSync(join(folder, 'smart'))
    for (const page of ['index.html', 'smart/launch.html', 'smart/app.html'])
      writeFileSync(join(folder, page), '<!doctype html>')
    const site = join(folder, 'site.json')
    writeFileSync(site, JSON.stringify(ALL_HOOKS))
    const config = readConfig(
      { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', SITE_FILE: site },
      [],
    )
    service = await start(config, { clock: frozenClock, webFolder: folder })
  })
  afterAll(async () => {
    await service.stop()
    rmSync(folder, { recursive: true })
  })

  test('every path of ours is answered', async () => {
    const ours = /(?:\{base\}|http:\/\/localhost:3000)(\/[\w/.-]*)/g
    const paths = new Set(
      guides.flatMap((text) => [...text.matchAll(ours)].map(([, path]) => path!)),
    )
    expect([...paths].toSorted()).toEqual(
      expect.arrayContaining(['/cds-services', '/smart/app', '/smart/launch', '/sandbox/fhir']),
    )
    // There only with confidential clients, and tested there.
    const confidential = ['/smart/token', '/smart/jwks.json']
    for (const path of [...paths].filter((one) => !confidential.includes(one))) {
      const url = path === '/sandbox/fhir' ? `${path}/metadata` : path
      const isCall = /^\/cds-services\/./.test(path)
      const call = request(service.socketUrl)
      const { status } = await (isCall ? call.post(url).send({}) : call.get(url))
      expect([path, status]).toEqual([path, isCall ? 400 : 200])
    }
  })

  test('the scopes are those that the app asks for', () => {
    const [block = ''] = fenced(textOf(`${GUIDES}/smart-app.md`), 'text')
    const scopes = block.trim().split('\n')
    expect(scopes).toEqual([scopesFor([], true), scopesFor(['permission-v1'], true)])
  })

  test('a setting that there is not is found', () => {
    expect(settingsNamedIn('`NO_SUCH_SETTING` and `PUBLIC_URL`').map(isSetting)).toEqual([
      false,
      true,
    ])
  })
})
