import { fileURLToPath } from 'node:url'

const inCatalog = (path: string) =>
  fileURLToPath(new URL(`../../cds-services/${path}`, import.meta.url))

/** What the codes of DICOM SR measurements mean. */
export const SR_MAP_FILE = inCatalog('terminology/dicom-sr.json')

/** Definitions of code systems, value sets, extensions and identifiers. */
export const TERMINOLOGY_FOLDER = inCatalog('terminology')

/** The files of a new model, a folder a kind of model. */
export const TEMPLATES_FOLDER = inCatalog('templates')
