import { z } from 'zod'

/** The schema inside of one that only says what is done where nothing is given. */
function wrappedBy(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const isWrapper =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable
  return isWrapper ? [schema.unwrap()] : []
}

/** The schemas that a schema is made of. */
function partsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodObject) return Object.values<z.core.$ZodType>(schema.shape)
  if (schema instanceof z.ZodArray) return [schema.element]
  if (schema instanceof z.ZodRecord) return [schema.valueType]
  if (schema instanceof z.ZodPipe) return [schema.in, schema.out]
  if (schema instanceof z.ZodUnion) return schema.options
  return wrappedBy(schema)
}

/** The names of all members that a schema knows, in it and in what it is made of. */
export function memberNames(schema: z.core.$ZodType): readonly string[] {
  const seen = new Set<z.core.$ZodType>()
  const names = new Set<string>()
  const add = (part: z.core.$ZodType) => {
    if (seen.has(part)) return
    seen.add(part)
    if (part instanceof z.ZodObject) for (const name of Object.keys(part.shape)) names.add(name)
    partsOf(part).forEach(add)
  }
  add(schema)
  return [...names]
}
