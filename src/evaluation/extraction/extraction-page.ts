import { tellIn } from '../language/tell.ts'
import type { ReportLanguage } from '../drawing/report-language.ts'
import type { Counts } from './tally.ts'
import type { ExtractionDocument } from './extraction-document.ts'
import { percent } from '../drawing/format.ts'
import { element, figure, type Html, list, page, section, table } from '../drawing/html.ts'
import { flowFigure } from './flow-figure.ts'

const PSEUDONYMS: Readonly<Record<ExtractionDocument['pseudonyms'], string>> = {
  sequential: 'Patients are numbered; the numbers lead to nobody, and another extract has others.',
  'hmac-sha-256':
    'Patients have keyed pseudonyms (HMAC-SHA-256): whoever has the key can find out who is who, so the table is pseudonymous, not anonymous.',
}

const rowsOf = (counts: Counts) =>
  Object.entries(counts).map(([name, count]) => [name, String(count)])

const missingnessTable = ({ missingness, flow }: ExtractionDocument) =>
  table(
    'Predictors in the rows of the table',
    ['predictor', 'found', 'missing', 'why'],
    missingness.map(({ predictor, found, reasons }) => [
      predictor,
      String(found),
      flow.analysed === 0
        ? '-'
        : `${String(flow.analysed - found)} (${percent(1 - found / flow.analysed)})`,
      Object.entries(reasons)
        .map(([why, count]) => `${why} ${String(count)}`)
        .join(', '),
    ]),
  )

function outcomeTables({ outcomes, outcomeDefinition }: ExtractionDocument) {
  const stated = Object.entries(outcomeDefinition ?? {}).map(([name, text]) => [name, text])
  return [
    table('Outcome, as the site defines it', ['', ''], stated),
    table(
      'Outcome in the rows of the table',
      ['', 'patients'],
      [
        ['with', String(outcomes.with)],
        ['without', String(outcomes.without)],
        ...Object.entries(outcomes.unknown).map(([why, count]) => [
          `not known: ${why}`,
          String(count),
        ]),
      ],
    ),
    element('p', 'A patient whose outcome is not known is in neither group.'),
  ]
}

function problemSection({ problems }: ExtractionDocument): Html {
  return section(
    'Lines that were not read',
    table('By reason', ['reason', 'lines'], rowsOf(problems.counts)),
    table('Of no patient that is told', ['reason', 'lines'], rowsOf(problems.ofAnybody)),
    element(
      'p',
      `Where the patient is told, that patient's record is partly read; where not, what cannot be read is so for everybody. ${String(problems.foundByIdentifier)} lines found their Patient by identifier.`,
    ),
    table(
      'The first of them',
      ['file', 'line', 'reason'],
      problems.first.map(({ file, line, why }) => [file, String(line), why]),
    ),
  )
}

/** How a cohort was extracted, as one HTML page that needs nothing beside it. */
export function extractionReportHtml(
  document: ExtractionDocument,
  language: ReportLanguage = 'en',
): string {
  const { flow, outcomes, source, service, madeOn, warnings, indexBy, cautions } = document
  const known = outcomes.with + outcomes.without
  const parts = [
    element('p', `${document.table}, ${madeOn}, service ${service}, from a ${source}`),
    section('Read first', list(warnings)),
    section(
      'Participants',
      figure(
        flowFigure(flow, { known, unknown: outcomes.unknown }),
        'A patient may be left out for several reasons, so that the reasons may add up to more.',
      ),
    ),
    section('Predictors', missingnessTable(document)),
    section('Outcome', ...outcomeTables(document)),
    section(
      'How it was done',
      element(
        'p',
        'The record of each patient was cut at the first treatment and read as the service reads it.',
      ),
      element('p', PSEUDONYMS[document.pseudonyms]),
      table('Index date taken from', ['', 'patients'], rowsOf(indexBy)),
      table('Rows with a caution', ['caution', 'patients'], rowsOf(cautions)),
    ),
    problemSection(document),
  ]
  return page('A cohort extracted from FHIR data', parts, language, tellIn(language))
}
