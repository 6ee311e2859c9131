import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import { validate as validateDockerfile } from 'dockerfile-utils'
import { parse, parseAllDocuments } from 'yaml'
import { toTransactions } from '../../docker/load-fixtures.ts'
import { readConfig } from '../../src/base/config/config.ts'
import { settingNames } from '../../src/base/config/describe-settings.ts'
import { type FhirResource, isFhirResource, readBundle } from '../../src/clinical/fhir/resource.ts'
import { isJsonObject, type JsonObject, objects } from '../../src/base/json.ts'
import { parseClientRegistry } from '../../src/server/access/parse-registry.ts'
import { isSetting, settingsNamedIn, textOf } from '../guides/support.ts'
import { filesIn, readRepositoryJson, repositoryPath } from '../support/paths.ts'
import { NOW } from '../support/clock.ts'

const dockerfile = textOf('docker/Dockerfile')
const compose = parse(textOf('docker/compose.yaml'), { merge: true }) as JsonObject
const services = compose['services'] as Readonly<Record<string, JsonObject>>
const manifests = filesIn('docker/k8s').flatMap((file) =>
  parseAllDocuments(textOf(`docker/k8s/${file}`)).map(
    (document) => [file, document.toJS() as JsonObject] as const,
  ),
)

/** Every object inside a value. */
function* within(value: unknown): Generator<JsonObject> {
  if (Array.isArray(value)) for (const one of value) yield* within(one)
  if (!isJsonObject(value)) return
  yield value
  for (const one of Object.values(value)) yield* within(one)
}

describe('docker/Dockerfile', () => {
  test('has no mistake that a linter finds', () => {
    expect(validateDockerfile(dockerfile)).toEqual([])
  })

  test('is built on the Node that the tests run on, by its exact version and digest', () => {
    const lock = readRepositoryJson('package-lock.json') as {
      readonly packages: Readonly<Record<string, { readonly version: string }>>
    }
    const { version } = lock.packages['node_modules/node']!
    expect(dockerfile).toMatch(new RegExp(`NODE_IMAGE=node:${version}-\\S+@sha256:[0-9a-f]{64}\\n`))
    expect(process.version).toBe(`v${version}`)
  })

  test('runs as nobody, on files that are not its own, by the script that is tested', () => {
    expect(dockerfile).toMatch(/^USER 1000:1000$/m)
    expect(dockerfile).toMatch(/^RUN docker\/build-release\.sh \/release$/m)
    expect(dockerfile).not.toMatch(/--chown/)
    expect(dockerfile).toMatch(/\/health\/ready/)
    expect(dockerfile).toMatch(/SANDBOX=false/)
  })

  const script = textOf('docker/build-release.sh')
  const copied = [...script.matchAll(/^cp (?:-R )?(.+) "\$target/gm)].flatMap(([, paths = '']) =>
    paths.split(' '),
  )

  test('has every file that the sandbox reads', () => {
    const read = [...textOf('src/sandbox/maybe-sandbox.ts').matchAll(/inFixtures\('(.+?)'\)/g)]
    expect(read.length).toBeGreaterThan(3)
    for (const [, name = ''] of read) expect(copied).toContain(`fixtures/${name}`)
  })

  test('its context holds what the script copies, and no secret', () => {
    const ignore = textOf('docker/Dockerfile.dockerignore')
    const taken = [...ignore.matchAll(/^!(\S+)$/gm)].map(([, path]) => path)
    const roots = copied
      .filter((path) => !path.startsWith('dist/'))
      .map((path) => (path.startsWith('docker/') ? path : path.split('/')[0]))
    for (const path of roots) expect(taken).toContain(path)
    expect(ignore.split('\n')).toContain('*')
  })
})

describe('docker/compose.yaml', () => {
  test('is a Compose file', () => {
    const check = new Ajv({ allowUnionTypes: true }).compile(
      readRepositoryJson('test/docker/compose-subset.json') as JsonObject,
    )
    check(compose)
    expect(check.errors).toBeNull()
  })

  test('has two replicas that differ in their volume alone, and need no writable root', () => {
    const { volumes: one, ...first } = services['tace-cds-1']!
    const { volumes: two, ...second } = services['tace-cds-2']!
    expect(second).toEqual(first)
    expect(one).not.toEqual(two)
    expect(first).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
  })

  test('names networks, volumes, configs and secrets that it has', () => {
    const strings = (value: unknown) => (Array.isArray(value) ? value.map(String) : [])
    const keys = (value: unknown) => (isJsonObject(value) ? Object.keys(value) : [])
    const namedIn = (key: string, of: (service: JsonObject) => readonly string[]) =>
      Object.values(services)
        .flatMap(of)
        .filter((name) => !keys(compose[key]).includes(name))
    expect([
      namedIn('networks', ({ networks }) => strings(networks)),
      namedIn('secrets', ({ secrets }) => strings(secrets)),
      namedIn('configs', ({ configs }) => objects(configs).map(({ source }) => String(source))),
      namedIn('services', ({ depends_on: others }) => keys(others)),
      namedIn('volumes', ({ volumes }) =>
        strings(volumes).flatMap((volume) => (volume.startsWith('.') ? [] : volume.split(':', 1))),
      ),
    ]).toEqual([[], [], [], [], []])
  })

  test('has images by an exact version, by digest where one is known', () => {
    for (const { image } of Object.values(services))
      expect(image).toMatch(/^(tace-cds:local|[\w/-]+:v?\d[\w.-]+(@sha256:[0-9a-f]{64})?)$/)
  })

  test('the replicas are those of nginx and of Prometheus', () => {
    const upstreams = [...textOf('docker/nginx.conf').matchAll(/^\s+server ([\w-]+):3000 /gm)]
    expect(upstreams.map(([, name]) => name)).toEqual(['tace-cds-1', 'tace-cds-2'])
    const prometheus = textOf('docker/prometheus.yml')
    for (const [, name] of upstreams) expect(prometheus).toContain(`${name!}:9464`)
  })

  test('its registry is one that the service loads', () => {
    const known = { services: [], categories: [], isSandbox: false, readJson: () => undefined }
    const registry = readRepositoryJson('docker/clients.example.json')
    expect(parseClientRegistry(registry, known).clients).toHaveLength(1)
  })
})

describe('docker/k8s', () => {
  const require = createRequire(import.meta.url)
  const KINDS: Readonly<Record<string, string>> = {
    'v1 ConfigMap': 'IoK8sApiCoreV1ConfigMap',
    'v1 Service': 'IoK8sApiCoreV1Service',
    'batch/v1 Job': 'IoK8sApiBatchV1Job',
    'apps/v1 Deployment': 'IoK8sApiAppsV1Deployment',
    'apps/v1 StatefulSet': 'IoK8sApiAppsV1StatefulSet',
    'autoscaling/v2 HorizontalPodAutoscaler': 'IoK8sApiAutoscalingV2HorizontalPodAutoscaler',
    'policy/v1 PodDisruptionBudget': 'IoK8sApiPolicyV1PodDisruptionBudget',
    'networking.k8s.io/v1 NetworkPolicy': 'IoK8sApiNetworkingV1NetworkPolicy',
  }
  const schemaOf = (name: string) =>
    repositoryPath(`node_modules/kubernetes-models/_schemas/${name}.js`)
  interface Validator {
    (manifest: unknown): boolean
    errors?: unknown
  }

  test.each(manifests)('%s is what Kubernetes takes', (_, manifest) => {
    const kind = `${String(manifest['apiVersion'])} ${String(manifest['kind'])}`
    const { validate } = require(schemaOf(KINDS[kind] ?? kind)) as {
      readonly validate: Validator
    }
    expect([validate(manifest), validate.errors]).toEqual([true, null])
  })

  test('a manifest with a mistake is found', () => {
    const { validate } = require(schemaOf('IoK8sApiAppsV1Deployment')) as {
      readonly validate: Validator
    }
    const [, good] = manifests.find(([file]) => file === 'deployment.yaml')!
    expect(validate({ ...good, spec: { replicas: 'two' } })).toBe(false)
  })

  /** The schemas pass over members that they do not know; the types name all that there are. */
  const members = new Set(
    ['v1', 'apps/v1', 'batch/v1', 'autoscaling/v2', 'policy/v1', 'networking.k8s.io/v1'].flatMap(
      (group) =>
        filesIn(`node_modules/kubernetes-models/${group}`)
          .filter((file) => file.endsWith('.d.ts'))
          .flatMap((file) => [
            ...textOf(`node_modules/kubernetes-models/${group}/${file}`).matchAll(/"(\w+)"\??:/g),
          ])
          .map(([, name]) => name!),
    ),
  )
  const FREE = ['labels', 'matchLabels', 'data', 'requests', 'limits']
  const OF_ALL = ['name', 'labels', 'apiVersion', 'kind', 'metadata', 'matchLabels']
  /** A Service selects by bare labels. */
  const isFree = (name: string, value: unknown) =>
    FREE.includes(name) || (name === 'selector' && isJsonObject(value) && !('matchLabels' in value))
  function unknownMembers(value: unknown): readonly string[] {
    if (Array.isArray(value)) return value.flatMap(unknownMembers)
    if (!isJsonObject(value)) return []
    return Object.entries(value).flatMap(([name, one]) => [
      ...(members.has(name) || OF_ALL.includes(name) ? [] : [name]),
      ...(isFree(name, one) ? [] : unknownMembers(one)),
    ])
  }

  test.each(manifests)('%s has no member that Kubernetes does not know', (_, manifest) => {
    expect(members.size).toBeGreaterThan(500)
    expect(unknownMembers(manifest)).toEqual([])
    expect(unknownMembers({ spec: { readynessProbe: {} } })).toEqual(['readynessProbe'])
  })

  test('a divided job has as many parts as it is told', () => {
    const jobs = manifests.filter(([, { kind }]) => kind === 'Job')
    expect(jobs).toHaveLength(1)
    for (const [, { spec }] of jobs) {
      const { completions, completionMode } = spec as JsonObject
      expect(completionMode).toBe('Indexed')
      expect(JSON.stringify(spec)).toContain(`$JOB_COMPLETION_INDEX/${String(completions)}`)
    }
  })

  const pods = manifests.flatMap(([file, { kind, spec }]) =>
    kind === 'Deployment' || kind === 'StatefulSet' ? [[file, spec as JsonObject] as const] : [],
  )

  test.each(pods)('%s runs as nobody, on a root that cannot be written', (_, spec) => {
    const [container] = [...within(spec)].filter((one) => 'image' in one)
    expect(container?.['securityContext']).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    expect(JSON.stringify(spec)).toContain('"runAsNonRoot":true')
    expect(JSON.stringify(spec)).toContain('"automountServiceAccountToken":false')
  })

  test.each(pods)(
    '%s is probed where the service answers, and selected by its own labels',
    (_, spec) => {
      const probes = [...within(spec)].flatMap((one) => ('httpGet' in one ? [one['httpGet']] : []))
      expect(probes).toEqual([
        { path: '/health/live', port: 'http' },
        { path: '/health/live', port: 'http' },
        { path: '/health/ready', port: 'http' },
      ])
      const { selector, template } = spec as {
        readonly selector: { readonly matchLabels: object }
        readonly template: { readonly metadata: { readonly labels: object } }
      }
      expect(template.metadata.labels).toMatchObject(selector.matchLabels)
    },
  )

  test('a Secret is referred to and never here', () => {
    expect(manifests.map(([, { kind }]) => kind)).not.toContain('Secret')
    const all = filesIn('docker').filter((file) => /secret|\.env|\.key$/.test(file))
    expect(all.filter((file) => file !== 'site-key.secret')).toEqual([])
  })

  test('its registry is one that the service loads', () => {
    const [, map] = manifests.find(([file]) => file === 'clients.yaml')!
    const json = (map['data'] as Readonly<Record<string, string>>)['clients.json']!
    const known = { services: [], categories: [], isSandbox: false, readJson: () => undefined }
    expect(parseClientRegistry(JSON.parse(json), known).clients).toHaveLength(1)
  })
})

/**
 * Of PostgreSQL's image, of the image's build, of jobs and of the tests of the pages; functions of
 * SQL.
 */
const OF_TOOLS =
  /^(POSTGRES_(USER|PASSWORD|DB)|TACE_CDS|DISK_ONLY|JOB_COMPLETION_INDEX|NODE_IMAGE|CHROMIUM_PATH|PROPERTY_SEED|NODE_OPTIONS|CHAR_LENGTH|ROW_NUMBER)$/

const namingFilesBelow = (folder: string) =>
  readdirSync(repositoryPath(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(png|svg|ts)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(repositoryPath('').length))

describe('what is set', () => {
  const files = ['README.md', 'SECURITY.md', ...['docker', 'docs'].flatMap(namingFilesBelow)]

  test.each(files)('%s names settings that there are, or those of a tool', (path) => {
    const unknown = settingsNamedIn(textOf(path)).filter((name) => !isSetting(name))
    expect(unknown.filter((name) => !OF_TOOLS.test(name))).toEqual([])
  })

  test('no setting is taken for that of a tool', () => {
    expect(settingNames().filter((name) => OF_TOOLS.test(name))).toEqual([])
  })
})

describe('the service starts with what is set', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'settings-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const image = Object.fromEntries(
    [...dockerfile.matchAll(/^(?:ENV )?\s*([A-Z_]+)=(\S+?)(?: \\)?$/gm)].map(
      ([, name, value]) => [name!, value!] as const,
    ),
  )
  /** Files of the container exist here, and what the operator gives is given. */
  function given(environment: JsonObject): Record<string, string> {
    return Object.fromEntries(
      Object.entries(environment).map(([name, value]) => {
        const text = String(value).replace(
          /\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g,
          (_, key: string, otherwise?: string) => otherwise ?? `${key.toLowerCase()}-as-given`,
        )
        if (!/^\/(run|etc)\//.test(text)) return [name, text]
        const path = join(folder, name)
        writeFileSync(path, text.endsWith('.json') ? '{"clients":[]}' : 'f'.repeat(64))
        return [name, path]
      }),
    )
  }

  test('by the image and Compose', () => {
    const { environment } = services['tace-cds-1']!
    const config = readConfig({ ...image, ...given(environment as JsonObject) }, [])
    expect(config).toMatchObject({
      isSandbox: false,
      authMode: 'required',
      host: '0.0.0.0',
      port: 3000,
    })
    expect(config.metricsPort).toBe(9464)
  })

  test('by the image and Kubernetes', () => {
    const [, map] = manifests.find(([file]) => file === 'configmap.yaml')!
    const config = readConfig({ ...image, ...given(map['data'] as JsonObject) }, [])
    expect(config).toMatchObject({ isSandbox: false, drainMs: 10_000, metricsPort: 9464 })
    const pod = JSON.stringify(manifests.find(([file]) => file === 'deployment.yaml'))
    const [, grace] = /"terminationGracePeriodSeconds":(\d+)/.exec(pod) ?? []
    expect(Number(grace) * 1000).toBeGreaterThan(config.drainMs + config.shutdownMs)
  })

  test('by the image alone it refuses, since nobody is registered', () => {
    expect(() => readConfig(image, [])).toThrow(/CLIENTS_FILE/)
  })
})

describe('docker/load-fixtures.ts', () => {
  const base = 'https://fhir.example/r4'
  const transactions = toTransactions(NOW, base)

  test('makes a transaction of the staff, and one of each synthetic patient, that can be loaded again', () => {
    expect(transactions).toHaveLength(1 + filesIn('fixtures/patients').length)
    expect(JSON.stringify(transactions[0])).toContain('"Practitioner/example"')
    for (const transaction of transactions) {
      const entries = objects((transaction as JsonObject)['entry'])
      expect(readBundle(transaction as FhirResource).resources.every(isFhirResource)).toBe(true)
      for (const { fullUrl, request, resource } of entries) {
        const { resourceType, id } = resource as { resourceType: string; id: string }
        expect(request).toEqual({ method: 'PUT', url: `${resourceType}/${id}` })
        expect(fullUrl).toBe(`${base}/${resourceType}/${id}`)
        expect(id).toMatch(/^[A-Za-z0-9.-]*[A-Za-z.-][A-Za-z0-9.-]*$/)
      }
    }
  })

  test('a reference leads to a resource of the same transaction', () => {
    for (const transaction of transactions) {
      const entries = objects((transaction as JsonObject)['entry'])
      const urls = new Set(entries.map(({ request }) => (request as JsonObject)['url']))
      const named = [...within(transaction)].flatMap(({ reference }) =>
        typeof reference === 'string' && !reference.startsWith('#') ? [reference] : [],
      )
      expect(named.filter((reference) => !urls.has(reference))).toEqual([])
    }
  })
})
