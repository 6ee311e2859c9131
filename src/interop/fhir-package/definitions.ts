import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rebase } from '../../base/canonical.ts'
import { type FhirResource, isFhirResource } from '../../clinical/fhir/resource.ts'

const FOLDERS = ['code-systems', 'naming-systems', 'structure-definitions', 'value-sets']

/** The definitions of a folder of terminology, under a base. */
export function readDefinitions(folder: string, canonicalBase: string): readonly FhirResource[] {
  return FOLDERS.flatMap((kind) =>
    readdirSync(join(folder, kind))
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name): unknown =>
        JSON.parse(rebase(readFileSync(join(folder, kind, name), 'utf8'), canonicalBase)),
      )
      .filter(isFhirResource),
  )
}
