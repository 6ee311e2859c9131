import type { JsonObject } from '../../base/json.ts'

/** A text as one word of a POSIX shell. */
const quotedForShell = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`

/**
 * A call as a `curl` command. The access token of the FHIR server is left out: who copies the
 * command puts it in. The client JWT stays: it is good once, and for five minutes.
 */
export function toCurl(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: JsonObject,
  accessToken: string | undefined,
): string {
  const whole = JSON.stringify(body, undefined, 2)
  const shown =
    accessToken === undefined ? whole : whole.replaceAll(accessToken, 'ACCESS-TOKEN-GOES-HERE')
  const all = { 'Content-Type': 'application/json', ...headers }
  return [
    `curl -sS ${quotedForShell(url)}`,
    ...Object.entries(all).map(([name, value]) => `  -H ${quotedForShell(`${name}: ${value}`)}`),
    `  --data-binary ${quotedForShell(shown)}`,
  ].join(' \\\n')
}
