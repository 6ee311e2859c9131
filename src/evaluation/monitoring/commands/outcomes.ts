import { addCommands, command, type Define } from '../../../base/terminal/lazy-commands.ts'

/** `outcomes`: what became of the patients. */
export const define: Define = (outcomes, terminal) =>
  addCommands(outcomes, terminal, [
    command(
      'import [options] [file]',
      'import outcomes of patients: a table, or Observations of a FHIR server',
      () => import('./outcomes-import.ts'),
    ),
  ])
