import type { z } from 'zod'
import type { Problems } from './problems.ts'

/** Tells problems of the files of one folder, with the folder's name. */
export interface Telling {
  readonly folder: string
  readonly add: (file: string, path: readonly (string | number)[], message: string) => void
  readonly parse: <Schema extends z.ZodType>(
    file: string,
    schema: Schema,
    value: unknown,
  ) => z.output<Schema> | undefined
  readonly problems: Problems
}

/** Tells problems of the files of a folder. */
export function tellOf(folder: string, problems: Problems): Telling {
  return {
    folder,
    add: (file, path, message) => {
      problems.add(`${folder}/${file}`, path.map(String).join('.'), message)
    },
    parse: (file, schema, value) => problems.parse(`${folder}/${file}`, schema, value),
    problems,
  }
}
