import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { linesOfIssues } from '../../base/config/schema-words.ts'
import { parseJsonText } from '../../base/json.ts'
import { canonicalBase, problemOfSafeUrl } from '../../base/loopback.ts'
import { readSigningKey, type SigningKey } from './signing-key.ts'
import { withoutTrailing } from '../../base/text-ends.ts'

/** How a confidential client proves to a token endpoint who it is. */
export type SmartCredential =
  | { readonly kind: 'private_key_jwt'; readonly key: SigningKey }
  | { readonly kind: 'client_secret_basic'; readonly secret: string }

/** The SMART app as one EHR knows it. */
export interface SmartClient {
  /** The EHR's FHIR base URL, as it names itself in a launch. */
  readonly iss: string
  readonly clientId: string
  /** Nothing for a public client, whose page asks for the token itself. */
  readonly confidential?:
    { readonly tokenEndpoint: string; readonly credential: SmartCredential } | undefined
}

const withoutSlash = (url: string) => withoutTrailing(url, '/')

const name = z.string().regex(/\S/, 'must not be blank')

/** A path means a URL of this service itself: its sandbox, whose port is not known beforehand. */
const urlBelow = (publicUrl: string) =>
  z
    .string()
    .transform((text) => (text.startsWith('/') ? `${publicUrl}${text}` : text))
    .superRefine((url, context) => {
      const message = problemOfSafeUrl(url)
      if (message !== undefined) context.addIssue({ code: 'custom', message })
    })

const schema = (publicUrl: string) =>
  z.strictObject({
    clients: z.array(
      z
        .strictObject({
          iss: urlBelow(publicUrl).transform(withoutSlash),
          clientId: name,
          tokenEndpoint: urlBelow(publicUrl).optional(),
          privateKeyFile: name.optional(),
          secretFile: name.optional(),
        })
        .refine(
          ({ privateKeyFile, secretFile }) =>
            privateKeyFile === undefined || secretFile === undefined,
          'has one of privateKeyFile and secretFile',
        )
        .refine(
          ({ tokenEndpoint, privateKeyFile, secretFile }) =>
            (tokenEndpoint === undefined) === ((privateKeyFile ?? secretFile) === undefined),
          'a confidential client has a tokenEndpoint and a key or a secret; a public one neither',
        ),
    ),
  })

type Entry = z.output<ReturnType<typeof schema>>['clients'][number]

type ReadText = (path: string) => string

function credentialOf(
  { privateKeyFile, secretFile }: Entry,
  readText: ReadText,
): SmartCredential | undefined {
  if (privateKeyFile !== undefined)
    return { kind: 'private_key_jwt', key: readSigningKey(readText(privateKeyFile)) }
  if (secretFile === undefined) return undefined
  const secret = readText(secretFile).trim()
  if (secret === '') throw new Error('the secret is empty')
  return { kind: 'client_secret_basic', secret }
}

function toClient(entry: Entry, readText: ReadText): SmartClient {
  const { iss, clientId, tokenEndpoint } = entry
  try {
    const credential = credentialOf(entry, readText)
    if (credential === undefined || tokenEndpoint === undefined) return { iss, clientId }
    return { iss, clientId, confidential: { tokenEndpoint, credential } }
  } catch (cause) {
    // The reason may quote what it read: it is not repeated.
    throw new Error(`SMART client of ${iss}: its key or secret cannot be used`, { cause })
  }
}

/**
 * The SMART clients of a file: under which id, and with what proof, each EHR knows the app.
 *
 * @param publicUrl - Where paths in the file lead to.
 * @throws {Error} With every problem of the file; of a key or secret only whose it is.
 */
export function loadSmartClients(
  file: string | undefined,
  publicUrl: string,
): readonly SmartClient[] {
  if (file === undefined) return []
  const folder = dirname(file)
  const form = schema(publicUrl)
  const json = parseJsonText(readFileSync(file, 'utf8'))
  const parsed = form.safeParse(json)
  if (!parsed.success) {
    const problems = linesOfIssues(parsed.error.issues, json, form)
    throw new Error(`the SMART clients have problems:\n  ${problems.join('\n  ')}`)
  }
  const { clients } = parsed.data
  const twice = clients.find(
    ({ iss }, i) =>
      clients.findIndex((other) => canonicalBase(other.iss) === canonicalBase(iss)) !== i,
  )
  if (twice !== undefined) throw new Error(`the SMART clients name ${twice.iss} twice`)
  return clients.map((entry) =>
    toClient(entry, (path) => readFileSync(resolve(folder, path), 'utf8')),
  )
}
