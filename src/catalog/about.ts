import { z } from 'zod'

/** Members that any data file may begin with, and that say nothing of a service. */
export const about = {
  /** Where editors find the file's JSON Schema, as VS Code reads it. */
  $schema: z.string().optional(),
  _about: z.string().optional(),
}
