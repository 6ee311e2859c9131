interface Identified {
  readonly id: string
}

/** A result of a message, and whether it stands for what was sent of it before. */
export interface SentResult<Resource extends Identified> {
  readonly resource: Resource
  readonly isCorrection: boolean
}

/**
 * The id of the result of which this is a repetition: the ids themselves hold no full stop. A
 * message that sends a result again replaces it with all its repetitions.
 */
export const resultIdOf = ({ id }: Identified) => id.split('.')[0] ?? id

/** Results of one id with ids of their own: FHIR has no two resources of one. */
function numbered<Resource extends Identified>(
  { resource }: SentResult<Resource>,
  i: number,
): Resource {
  return i === 0 ? resource : { ...resource, id: `${resource.id}.${String(i + 1)}` }
}

/** Puts a result beside those of its id; a correction replaces those that are none. */
function takeIn<Result extends SentResult<Identified>>(
  before: readonly Result[],
  sent: Result,
): readonly Result[] {
  return [...before.filter(({ isCorrection }) => !sent.isCorrection || isCorrection), sent]
}

/**
 * The results of one message. What it sends twice under one code and sub-identifier is two results,
 * of which neither is the better: both are kept, and contradict each other unless they are equal.
 */
export function keepRepeated<Resource extends Identified>(
  results: readonly SentResult<Resource>[],
): readonly Resource[] {
  const byId = new Map<string, readonly SentResult<Resource>[]>()
  for (const sent of results)
    byId.set(sent.resource.id, takeIn(byId.get(sent.resource.id) ?? [], sent))
  return [...byId.values()].flatMap((same) => same.map(numbered))
}
