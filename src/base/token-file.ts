import { readFileSync } from 'node:fs'

/** The access token in a file; none where no file is named. */
export const tokenIn = (file: string | undefined): string | undefined =>
  file === undefined ? undefined : readFileSync(file, 'utf8').trim()
