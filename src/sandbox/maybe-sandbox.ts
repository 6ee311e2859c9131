import { fileURLToPath } from 'node:url'
import type { Config } from '../base/config/config.ts'
import { codeOf, messageOf } from '../base/error-facts.ts'
import type { Sandbox, SandboxOptions } from './sandbox.ts'

const inFixtures = (path: string) =>
  fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url))

/** What is loaded where it is needed; an installation for production may be without it. */
async function open(options: SandboxOptions): Promise<Sandbox> {
  try {
    const { openSandbox } = await import('./sandbox.ts')
    return await openSandbox(options)
  } catch (error) {
    const isWithout =
      codeOf(error) === 'ERR_MODULE_NOT_FOUND' && messageOf(error).includes('@medplum/')
    if (!isWithout) throw error
    const words =
      'the sandbox is asked for, and this release was built without its packages: start with --no-sandbox, or build one with them (docker/build-release.sh TARGET)'
    throw new Error(words, { cause: error })
  }
}

/** The sandbox with the patients of the fixtures, where the configuration asks for one. */
export async function maybeSandbox(
  {
    isSandbox,
    hasLocalCodes,
    frameAncestors,
  }: Pick<Config, 'isSandbox' | 'hasLocalCodes' | 'frameAncestors'>,
  options: Omit<
    SandboxOptions,
    | 'folder'
    | 'localCodesFile'
    | 'staffFile'
    | 'orderablesFile'
    | 'storiesFile'
    | 'examplePatient'
    | 'frameAncestors'
  >,
): Promise<Sandbox | undefined> {
  if (!isSandbox) return undefined
  return open({
    ...options,
    frameAncestors,
    folder: inFixtures('patients'),
    localCodesFile: hasLocalCodes ? inFixtures('local-codes.json') : undefined,
    staffFile: inFixtures('staff.json'),
    orderablesFile: inFixtures('orderables.json'),
    storiesFile: inFixtures('stories.json'),
    examplePatient: 'high-risk',
  })
}
