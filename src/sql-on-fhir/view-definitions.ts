/** One column of a view. */
export interface ViewColumn {
  readonly name: string
  readonly path: string
  readonly type: 'string' | 'boolean' | 'decimal' | 'integer'
}

/** What a view selects. */
export interface ViewSelect {
  readonly forEach?: string
  readonly column?: readonly ViewColumn[]
  readonly unionAll?: readonly ViewSelect[]
}

/**
 * A ViewDefinition of SQL on FHIR v2.
 * https://sql-on-fhir.org/ig/2.0.0/StructureDefinition-ViewDefinition.html
 */
export interface ViewDefinition {
  readonly resourceType: 'ViewDefinition'
  readonly name: string
  readonly status: 'draft'
  readonly fhirVersion: readonly ['4.0.1']
  readonly resource: string
  readonly select: readonly ViewSelect[]
}

const text = (name: string, path: string): ViewColumn => ({ name, path, type: 'string' })
const flag = (name: string, path: string): ViewColumn => ({ name, path, type: 'boolean' })

const ID = text('id', 'getResourceKey()')

const subject = (path = 'subject') => text('patient_id', `${path}.getReferenceKey(Patient)`)

const view = (
  name: string,
  resource: string,
  ...select: readonly ViewSelect[]
): ViewDefinition => ({
  resourceType: 'ViewDefinition',
  name,
  status: 'draft',
  fhirVersion: ['4.0.1'],
  resource,
  select,
})

const columns = (...column: readonly ViewColumn[]): ViewSelect => ({ column })

const CODING = [text('system', 'system'), text('code', 'code')]

const codings = (name: string, resource: string, path: string) =>
  view(name, resource, columns(ID), { forEach: path, column: CODING })

/** Everything that people wrote under some elements, one text a row. */
const texts = (
  name: string,
  resource: string,
  concepts: readonly string[],
  plain: readonly string[],
) =>
  view(name, resource, columns(ID), {
    unionAll: [
      ...concepts.flatMap((path) => [
        { forEach: path, column: [text('text', 'text')] },
        { forEach: `${path}.coding`, column: [text('text', 'display')] },
      ]),
      ...plain.map((path) => ({ forEach: path, column: [text('text', '$this')] })),
    ],
  })

const hasCode = (path: string, codes: readonly string[]) =>
  `${path}.coding.where(${codes.map((code) => `code = '${code}'`).join(' or ')}).exists()`

const times = (element: string) => [
  text(`${element}_date_time`, `${element}.ofType(dateTime)`),
  text(`${element}_start`, `${element}.ofType(Period).start`),
  text(`${element}_end`, `${element}.ofType(Period).end`),
]

const OBSERVATION: readonly ViewColumn[] = [
  ID,
  subject(),
  text('status', 'status'),
  ...times('effective'),
  text('effective_instant', 'effective.ofType(instant)'),
  flag('has_timing', 'effective.ofType(Timing).exists()'),
  flag('has_modifier', 'modifierExtension.exists()'),
  flag('has_absent', 'dataAbsentReason.exists()'),
  flag('has_method', 'method.exists()'),
  flag('has_contained', 'contained.ofType(Observation).exists()'),
  text('specimen', 'specimen.reference'),
  text('focus', 'focus.first().reference'),
  text('site_code', 'bodySite.coding.first().code'),
  text('site_text', 'bodySite.text'),
  text('study', 'derivedFrom.first().reference'),
  flag('has_whole', 'partOf.exists()'),
  { name: 'q_value', path: 'value.ofType(Quantity).value', type: 'decimal' },
  text('q_comparator', 'value.ofType(Quantity).comparator'),
  text('q_unit', 'value.ofType(Quantity).unit'),
  text('q_system', 'value.ofType(Quantity).system'),
  text('q_code', 'value.ofType(Quantity).code'),
  { name: 'v_integer', path: 'value.ofType(integer)', type: 'integer' },
  flag('v_boolean', 'value.ofType(boolean)'),
  text('v_string', 'value.ofType(string)'),
  flag('has_concept', 'value.ofType(CodeableConcept).exists()'),
  text('concept_text', 'value.ofType(CodeableConcept).text'),
  flag('has_span', 'value.ofType(Range).exists() or value.ofType(Ratio).exists()'),
]

/** The flat tables that the scoring query reads: structure alone, no code of any service. */
export const VIEW_DEFINITIONS: readonly ViewDefinition[] = [
  view('cds_patient', 'Patient', columns(ID, text('birth_date', 'birthDate'))),
  view(
    'cds_condition',
    'Condition',
    columns(
      ID,
      subject(),
      flag('is_denied', hasCode('verificationStatus', ['refuted', 'entered-in-error'])),
      flag('is_over', hasCode('clinicalStatus', ['resolved', 'inactive', 'remission'])),
      flag('has_stage', 'stage.exists()'),
    ),
  ),
  codings('cds_condition_coding', 'Condition', 'code.coding'),
  view(
    'cds_procedure',
    'Procedure',
    columns(ID, subject(), text('status', 'status'), ...times('performed')),
  ),
  codings('cds_procedure_coding', 'Procedure', 'code.coding'),
  texts('cds_procedure_name', 'Procedure', ['code'], []),
  texts('cds_procedure_note', 'Procedure', ['code', 'reasonCode'], []),
  view(
    'cds_order',
    'ServiceRequest',
    columns(
      ID,
      subject(),
      text('status', 'status'),
      text('priority', 'priority'),
      text('authored_on', 'authoredOn'),
      flag('is_not_to_do', 'doNotPerform'),
      flag('has_detail', 'orderDetail.exists()'),
    ),
  ),
  codings('cds_order_coding', 'ServiceRequest', 'code.coding'),
  texts('cds_order_name', 'ServiceRequest', ['code', 'orderDetail'], []),
  texts(
    'cds_order_note',
    'ServiceRequest',
    ['code', 'orderDetail', 'reasonCode'],
    ['note.text', 'patientInstruction'],
  ),
  view('cds_observation', 'Observation', { column: OBSERVATION }),
  codings('cds_observation_coding', 'Observation', 'code.coding'),
  texts('cds_observation_name', 'Observation', ['code'], []),
  codings('cds_observation_value', 'Observation', 'value.ofType(CodeableConcept).coding'),
  codings('cds_observation_component', 'Observation', 'component.code.coding'),
  view('cds_panel_member', 'Observation', columns(ID), {
    forEach: 'hasMember',
    column: [text('member', 'getReferenceKey(Observation)')],
  }),
  view(
    'cds_report',
    'DiagnosticReport',
    columns(
      ID,
      subject(),
      ...times('effective'),
      flag('has_contained', 'contained.ofType(Observation).exists()'),
    ),
  ),
  view('cds_report_member', 'DiagnosticReport', columns(ID), {
    forEach: 'result',
    column: [text('member', 'getReferenceKey(Observation)')],
  }),
]
