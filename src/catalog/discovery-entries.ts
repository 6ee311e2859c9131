import type { z } from 'zod'
import type { DiscoveryEntry } from '../hook/protocol/discovery.ts'
import type { discoveryEntry } from './schemas.ts'

type Written = z.infer<typeof discoveryEntry>

/**
 * How discovery tells of a service, in English and in other languages.
 *
 * @param describe - A description as it is told, in English where no language is named.
 */
export function toEntries(
  { translations, ...english }: Written,
  prefetch: DiscoveryEntry['prefetch'],
  describe: (description: string, language?: string) => string = (description) => description,
): { readonly entry: DiscoveryEntry; readonly entries: Readonly<Record<string, DiscoveryEntry>> } {
  const others = Object.entries(translations).map(([language, texts]) => [
    language,
    { ...english, ...texts, description: describe(texts.description, language), prefetch },
  ])
  return {
    entry: { ...english, description: describe(english.description), prefetch },
    entries: Object.fromEntries(others) as Readonly<Record<string, DiscoveryEntry>>,
  }
}
