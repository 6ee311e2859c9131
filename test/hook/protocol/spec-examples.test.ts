import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { emptyElements, violations } from '../../../src/hook/protocol/invariants.ts'
import type { HookName } from '../../../src/hook/protocol/hooks.ts'
import { parseFeedback } from '../../../src/hook/protocol/feedback.ts'
import { parseHookRequest } from '../../../src/hook/protocol/hook-request.ts'
import { resolveTemplate } from '../../../src/hook/protocol/discovery.ts'
import { readRepositoryJson, repositoryPath } from '../../support/paths.ts'

/** An example of the specification, and what is expected of it. */
interface Example {
  readonly name: string
  readonly source: string
  readonly kind: string
  readonly hook?: HookName
  readonly breaks?: readonly string[]
  readonly example: Record<string, unknown>
}

const examples = readdirSync(repositoryPath('fixtures/spec-examples'))
  .filter((file) => file.endsWith('.json'))
  .map((file): Example => {
    const json = readRepositoryJson(`fixtures/spec-examples/${file}`) as Omit<Example, 'name'>
    return { ...json, name: file.replace('.json', '') }
  })

const ofKind = (kind: string) => examples.filter((example) => example.kind === kind)

const instance = { hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea' }

const card = { uuid: 'u', summary: 'S', indicator: 'info', source: { label: 'L' } }

describe("the specification's own examples", () => {
  test('each names its source and is of a kind that is tested here', () => {
    const kinds =
      'discovery request context response action override-reasons feedback template token'
    for (const { source, kind } of examples) {
      expect(source).toMatch(/^HL7\/cds-hooks\S* \S+ @ [0-9a-f]{40}/)
      expect(kinds.split(' ')).toContain(kind)
    }
    expect(examples.length).toBeGreaterThan(15)
  })

  test.each(ofKind('discovery'))('D2: $name has nothing null or empty', ({ example }) => {
    expect(emptyElements(example)).toEqual([])
  })

  test.each(ofKind('request'))('I@16: $name is taken', ({ example }) => {
    const hook = example['hook'] as HookName
    expect(parseHookRequest(example, hook, Object.keys(example['prefetch'] ?? {}))).toMatchObject({
      hook,
      context: { patientId: '1288992' },
    })
  })

  test.each(ofKind('context'))('I@22: $name is a context of $hook', ({ hook, example }) => {
    const body = { hook, ...instance, context: example }
    const { context } = parseHookRequest(body, hook!, [])
    expect(context.patientId).toBe('1288992')
    expect(Object.keys(context)).toEqual(expect.arrayContaining(Object.keys(example)))
  })

  test.each(ofKind('response'))('I@74: $name breaks $breaks', ({ example, breaks }) => {
    expect(violations(example, '3.0')).toEqual(breaks)
  })

  test.each(ofKind('action'))(
    'I@127: $name in a suggestion breaks $breaks',
    ({ example, breaks }) => {
      const suggestions = [{ label: 'L', actions: [example] }]
      const response = { cards: [{ ...card, suggestions, selectionBehavior: 'any' }] }
      expect(violations(response)).toEqual(breaks)
    },
  )

  test.each(ofKind('override-reasons'))(
    'cds-resp-4: $name breaks $breaks',
    ({ example, breaks }) => {
      expect(violations({ cards: [{ ...card, ...example }] })).toEqual(breaks)
    },
  )

  test.each(ofKind('feedback'))('I@155: $name is taken', ({ example }) => {
    expect(parseFeedback(example)).toHaveLength(1)
  })

  test.each(ofKind('template'))(
    'P2: $name resolves when its tokens are known',
    ({ name, example }) => {
      const [template = ''] = Object.values(example['prefetch'] as Record<string, string>)
      const url = resolveTemplate(template, { patientId: '1288992' })
      // Tokens of the user are the client's to resolve; a service that reads itself has no use for them.
      if (name === 'template-user') expect(url).toContain('{{userPractitionerRoleId}}')
      else expect(url).toContain('patient=1288992')
    },
  )

  test.each(ofKind('token'))('J3, J4: $name verifies with its key', ({ example }) => {
    const { header, payload, key, jwt } = example as Record<string, object> & { jwt: string }
    const [head = '', body = '', signature = ''] = jwt.split('.')
    const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())
    expect(decode(head)).toEqual(header)
    expect(decode(body)).toEqual(payload)
    const publicKey = createPublicKey({ key: key as JsonWebKey, format: 'jwk' })
    const data = Buffer.from(`${head}.${body}`)
    const signed = Buffer.from(signature, 'base64url')
    expect(verify('sha384', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signed)).toBe(true)
  })
})
