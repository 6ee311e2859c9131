import { isLoopbackHost } from '../../base/loopback.ts'
import { emptyElements } from '../../hook/protocol/invariants.ts'
import { elements, isJsonObject, type JsonObject, nonBlank } from '../../base/json.ts'
import {
  type Check,
  checkEach,
  fail,
  failWithStatus,
  type Finding,
  noneOf,
  pass,
  skip,
} from './check.ts'
import type { Probe } from './probe.ts'

const nameOf = (entry: JsonObject, i: number) => nonBlank(entry['id']) ?? `services[${String(i)}]`

const settled = (finding: Finding) => Promise.resolve(finding)

/** @param complain - What is wrong with an entry, or nothing. */
const ofEach =
  (complain: (entry: JsonObject) => string | undefined) =>
  ({ entries }: Probe) =>
    settled(
      checkEach(entries, 'no service is listed', (entry, i) => {
        const complaint = complain(entry)
        return complaint && `${nameOf(entry, i)}: ${complaint}`
      }),
    )

const needsText = (field: string) =>
  ofEach((entry) => (nonBlank(entry[field]) === undefined ? `no ${field}` : undefined))

function complainOfVersion({ version }: JsonObject): string | undefined {
  const isKnown = typeof version === 'string' && /^(STU\d|\d+\.\d+\.\d+(-[\w.-]+)?)$/.test(version)
  return version === undefined || isKnown ? undefined : 'version is neither STUn nor semantic'
}

function complainOfExtension({ extension }: JsonObject): string | undefined {
  return extension === undefined || isJsonObject(extension) ? undefined : 'extension is no object'
}

function checkTransport({ discoveryUrl }: Probe): Promise<Finding> {
  const { protocol, hostname } = new URL(discoveryUrl)
  if (protocol === 'https:') return settled(pass)
  const isLocal = isLoopbackHost(hostname)
  return settled(isLocal ? skip('a service on this machine') : fail('the URL is not https'))
}

function checkUnique({ entries }: Probe): Promise<Finding> {
  const keys = entries.map(({ id, hook }) => JSON.stringify([id, hook]))
  const twice = keys.filter((key, i) => keys.indexOf(key) !== i)
  return settled(noneOf(twice.map((key) => `${key} is listed twice`)))
}

async function checkRepeatable({ send, discoveryUrl, discovery }: Probe): Promise<Finding> {
  const again = await send(discoveryUrl)
  return again.text === discovery.text ? pass : fail('a second answer differs from the first')
}

/** https://cds-hooks.hl7.org/2.0/#discovery */
export const discoveryChecks: readonly Check[] = [
  {
    clause: 'N1',
    level: 'SHALL',
    title: 'data is exchanged over HTTPS',
    run: checkTransport,
  },
  {
    clause: 'D3',
    level: 'SHALL',
    title: 'discovery answers 200 with JSON',
    run: ({ discovery: { status, json } }) => {
      if (status !== 200) return settled(failWithStatus({ status }))
      return settled(json === undefined ? fail('the body is no JSON') : pass)
    },
  },
  {
    clause: 'D1',
    level: 'SHALL',
    title: 'discovery is stable',
    run: checkRepeatable,
  },
  {
    clause: 'D2',
    level: 'SHALL',
    title: 'discovery is an object with an array of services',
    run: ({ discovery: { json } }) => {
      const services = isJsonObject(json) ? json['services'] : undefined
      const isList = Array.isArray(services) && elements(services).every(isJsonObject)
      return settled(isList ? pass : fail('`services` is no array of objects'))
    },
  },
  { clause: 'D5', level: 'SHALL', title: 'each service has a hook', run: needsText('hook') },
  { clause: 'D6', level: 'SHOULD', title: 'each service has a title', run: needsText('title') },
  {
    clause: 'D7',
    level: 'SHALL',
    title: 'each service has a description',
    run: needsText('description'),
  },
  { clause: 'D8', level: 'SHALL', title: 'each service has an id', run: needsText('id') },
  {
    clause: 'D11',
    level: 'SHOULD',
    title: 'a version of the specification is written as one',
    run: ofEach(complainOfVersion),
  },
  {
    clause: 'D13',
    level: 'SHALL',
    title: 'services of one id differ in their hook',
    run: checkUnique,
  },
  {
    clause: 'D14',
    level: 'SHALL',
    title: 'an extension is an object',
    run: ofEach(complainOfExtension),
  },
  {
    clause: 'N2',
    level: 'SHALL',
    title: 'nothing in discovery is null or empty',
    run: ({ discovery: { json } }) =>
      settled(noneOf(json === undefined ? [] : emptyElements(json))),
  },
]
