import { addCommands, command, type Define } from '../../../base/terminal/lazy-commands.ts'

// A line a command.
// prettier-ignore
const COMMANDS = [
  command('template [options] <file>', 'write an empty table with the columns that these commands read', () => import('./template.ts')),
  command('extract [options] <table>', "make the table of a site's own patients from FHIR data", () => import('../../extraction/commands/cohort-extract.ts')),
  command('key [options]', 'put the patient before each line of an export, for an engine that divides it by patients', () => import('../../extraction/commands/cohort-key.ts')),
  command('join [options] <part...>', 'join the parts of an extraction that was divided between processes', () => import('../../extraction/commands/cohort-join.ts')),
  command('anchor [options] [file]', "fit the model to a site's own patients, without outcomes", () => import('./anchor.ts')),
  command('anchor-platform [options]', 'compare D* with one scanner by its mean, SD and number of patients', () => import('./anchor-platform.ts')),
  command('proposals', "anchors that the service's records support, for a person to sign", () => import('../../proposals/commands/proposals.ts')),
  command('drift [options]', 'how far the values of each anchored device and method have moved', () => import('../../drift/commands/drift.ts')),
  command('looked-at [options]', 'sign what was found about values that have moved', () => import('../../drift/commands/looked-at.ts')),
  command('update [options] <file>', "update the model with outcomes of a site's own patients; calibrated, with other patients to check it", () => import('./update.ts')),
  command('fit [options] <file>', 'fit a model on local patients as the study did, and judge it', () => import('./fit.ts')),
  command('validate [options] <file>', 'judge the installed model on local patients with outcomes', () => import('./validate.ts')),
  command('recalibrate [options] <file>', 'fit the installed model to local patients, beginning with its intercept', () => import('./recalibrate.ts')),
]

/** `cohort ...`: what is done with a site's own patients. */
export const define: Define = (cohort, terminal) => addCommands(cohort, terminal, COMMANDS)
