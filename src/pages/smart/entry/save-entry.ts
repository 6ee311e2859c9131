import { canonicalUrl } from '../../../base/canonical.ts'
import type { JsonObject } from '../../../base/json.ts'
import { type FhirResource, referenceTo } from '../../../clinical/fhir/resource.ts'
import type { EntryForm } from '../../../hook/entry/entry-form.ts'
import { type Entered, toEntered } from '../../../hook/entry/to-observations.ts'
import { newUuid, now } from '../../surroundings.ts'
import type { Session, WriteResult } from '../session.ts'

/** What is to be saved: one filled-in form. */
export interface EntryDraft {
  readonly form: EntryForm
  readonly response: FhirResource
  /** By whom. */
  readonly user: string
}

/** What became of saving it. */
export interface SavedEntry {
  /** The form, where the server took it. */
  readonly response: FhirResource | undefined
  readonly observations: readonly FhirResource[]
  readonly total: number
  readonly hasProvenance: boolean
  /** Why not all of it is saved. */
  readonly failed: WriteResult | undefined
}

/** A form that was filled in, not yet stored; by its identifier a server stores its values once. */
export function toResponse(
  { canonicalBase }: EntryForm,
  questionnaire: JsonObject,
  items: readonly JsonObject[],
  { patientId, user }: { readonly patientId: string; readonly user: string },
): FhirResource {
  return {
    resourceType: 'QuestionnaireResponse',
    identifier: {
      system: canonicalUrl(canonicalBase, 'NamingSystem', 'entered-value'),
      value: newUuid(),
    },
    questionnaire: `${String(questionnaire['url'])}|${String(questionnaire['version'])}`,
    status: 'completed',
    subject: { reference: `Patient/${patientId}` },
    authored: new Date(now()).toISOString(),
    author: { reference: user },
    item: items,
  }
}

/** The Observations of a form that is not stored yet, as a record would hold them. */
export const draftsOf = ({ form, response }: EntryDraft): readonly Entered[] =>
  toEntered(form, { ...response, id: 'draft' }).map((entered) => ({
    ...entered,
    observation: { id: `draft-${entered.item.linkId}`, ...entered.observation },
  }))

/** By whom values were entered, and with what form. */
export function toProvenance(
  targets: readonly FhirResource[],
  { user }: Pick<EntryDraft, 'user'>,
  response: FhirResource,
): FhirResource {
  const coding = (system: string, code: string) => ({
    coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }],
  })
  return {
    resourceType: 'Provenance',
    target: targets.map((target) => ({ reference: referenceTo(target) })),
    recorded: new Date(now()).toISOString(),
    activity: coding('v3-DataOperation', 'CREATE'),
    agent: [{ type: coding('provenance-participant-type', 'author'), who: { reference: user } }],
    entity: [{ role: 'source', what: { reference: referenceTo(response) } }],
  }
}

const NOTHING: Omit<SavedEntry, 'total' | 'failed'> = {
  response: undefined,
  observations: [],
  hasProvenance: false,
}

/** One after another: what fails leaves the rest unsaved, and is told. */
async function createAll(session: Session, resources: readonly FhirResource[]) {
  const stored: FhirResource[] = []
  for (const resource of resources) {
    const written = await session.create(resource)
    if (!written.isStored) return { stored, failed: written }
    stored.push(written.stored ?? resource)
  }
  return { stored, failed: undefined }
}

/**
 * Saves the form, then its values, then by whom and from what. A value never without its form, by
 * which it is known as one that was typed.
 *
 * @param before - What was saved before something failed: it is not sent again.
 */
export async function saveEntry(
  session: Session,
  draft: EntryDraft,
  before?: SavedEntry,
): Promise<SavedEntry> {
  const total = draftsOf(draft).length
  const kept = before?.response
  const form =
    kept === undefined ? await session.create(draft.response) : { isStored: true, stored: kept }
  const response = form.stored
  if (!form.isStored || response === undefined)
    return { ...NOTHING, total, failed: form as WriteResult }
  const all = toEntered(draft.form, response).map(({ observation }) => observation)
  const saved = before?.observations ?? []
  const { stored, failed } = await createAll(session, all.slice(saved.length))
  const observations = [...saved, ...stored]
  if (failed !== undefined) return { response, observations, total, hasProvenance: false, failed }
  const provenance = await session.create(toProvenance(observations, draft, response))
  return { response, observations, total, hasProvenance: provenance.isStored, failed }
}
