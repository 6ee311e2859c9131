/** What can be the matter with a record; each is one patient of the synthetic export. */
import {
  adc,
  at,
  capsule,
  complete,
  concept,
  condition,
  counts,
  day,
  type Drawn,
  dStar,
  imaging,
  type Made,
  observation,
  order,
  outcome,
  patient,
  procedure,
  quantity,
  specimen,
  verification,
  stage,
} from './synthetic-patient.ts'

type Scenario = (drawn: Drawn) => readonly Made[]

const tace = (drawn: Drawn, more: object = {}) => procedure(drawn, 'tace', 0, more)

const diagnosed = (drawn: Drawn) => [patient(drawn), condition(drawn, 'hcc')]

const withCounts = (drawn: Drawn, made: readonly Made[]): readonly Made[] => [
  ...diagnosed(drawn),
  tace(drawn),
  ...imaging(drawn),
  stage(drawn),
  ...made,
]

const withImaging = (drawn: Drawn, made: readonly Made[]): readonly Made[] => [
  ...diagnosed(drawn),
  tace(drawn),
  ...counts(drawn, -2),
  stage(drawn),
  ...made,
]

const withStaging = (drawn: Drawn, made: readonly Made[]): readonly Made[] => [
  ...diagnosed(drawn),
  tace(drawn),
  ...counts(drawn, -2),
  ...imaging(drawn),
  ...made,
]

/** Liver function and findings from which the stage follows. */
const findings = (drawn: Drawn, albumin: number): readonly Made[] => [
  observation(drawn, 'ps', { code: 'ecog', days: -5 }, { valueInteger: 1 }),
  observation(drawn, 'bili', { code: 'bilirubinMass', days: -2 }, quantity(1.1, 'mg/dL')),
  observation(drawn, 'alb', { code: 'albumin', days: -2 }, quantity(albumin, 'g/dL')),
  observation(drawn, 'inr', { code: 'inr', days: -2 }, { valueQuantity: { value: 1.1 } }),
  observation(drawn, 'asc', { code: 'ascites', days: -5 }, { valueBoolean: false }),
  observation(drawn, 'enc', { code: 'encephalopathy', days: -5 }, { valueString: 'none' }),
  observation(drawn, 'spread', { code: 'spread', days: -5 }, concept('presence', 'absent')),
  observation(drawn, 'inv', { code: 'invasion', days: -5 }, concept('presence', 'present')),
]

/** By name; the order of the patients in the export. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  plain: (d) => [...complete(d), tace(d), outcome(d, 60)],
  'later labs and imaging': (d) => [
    ...complete(d),
    tace(d),
    ...counts({ ...d, neutrophils: d.neutrophils * 2 }, 2, 'after'),
    observation(d, 'adc-after', { code: 'adc', days: 30 }, quantity(1.9, '10*-3.mm2/s')),
    outcome(d, 90),
  ],
  'second treatment later': (d) => [
    ...complete(d),
    tace(d),
    procedure(d, 'tace-2', 45),
    outcome(d, 75, true),
  ],
  'order before the procedure': (d) => [...complete(d), order(d, -1), tace(d), outcome(d, 60)],
  'order alone': (d) => [...complete(d), order(d, 0), outcome(d, 60)],
  'procedure of one day': (d) => [...complete(d), tace(d, { performedDateTime: day(d, 0) })],
  'procedure over some days': (d) => [
    ...complete(d),
    tace(d, { performedDateTime: undefined, performedPeriod: { start: at(d, 0), end: at(d, 3) } }),
    ...counts(d, 2, 'during'),
    outcome(d, 50),
  ],
  'procedure of a month': (d) => [
    ...complete(d),
    tace(d, { performedDateTime: day(d, 0).slice(0, 7) }),
  ],
  'procedure without a date': (d) => [...complete(d), tace(d, { performedDateTime: undefined })],
  'procedure by its name': (d) => [
    ...complete(d),
    tace(d, { code: { text: 'DEB-TACE' } }),
    outcome(d, 60),
  ],
  'generic code and site': (d) => [
    ...complete(d),
    tace(d, {
      code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '37243' }] },
      bodySite: [{ coding: [{ system: 'http://snomed.info/sct', code: '10200004' }] }],
    }),
  ],
  'treatment that was not done': (d) => [...complete(d), tace(d, { status: 'not-done' })],
  'no treatment': (d) => complete(d),
  'another procedure': (d) => [
    ...complete(d),
    procedure(d, 'other', -300, { code: { text: 'Cholecystectomy' } }),
    tace(d),
    outcome(d, 60),
  ],
  'no diagnosis': (d) => [
    ...complete(d).filter(({ resourceType }) => resourceType !== 'Condition'),
    tace(d),
  ],
  'diagnosis written down later': (d) => [
    ...complete(d).filter(({ resourceType }) => resourceType !== 'Condition'),
    condition(d, 'hcc', { recordedDate: day(d, 5) }),
    tace(d),
  ],
  'diagnosis in words': (d) => [
    ...complete(d).filter(({ resourceType }) => resourceType !== 'Condition'),
    condition(d, 'hcc', { code: { text: 'Hepatocellular carcinoma' } }),
    tace(d),
  ],
  'diagnosis refuted': (d) => [
    ...complete(d).filter(({ resourceType }) => resourceType !== 'Condition'),
    condition(d, 'hcc', { verificationStatus: verification('refuted') }),
    tace(d),
  ],
  minor: (d) => [...complete(d).slice(1), patient(d, '2010-02-03'), tace(d)],
  'stage IIIb': (d) => withStaging(d, [stage(d, 'IIIb')]),
  'stage by findings': (d) => withStaging(d, findings(d, 4.1)),
  'liver function C': (d) =>
    withStaging(d, [
      stage(d),
      observation(d, 'cp', { code: 'childPugh', days: -4 }, concept('child-pugh', 'C')),
    ]),
  'stage against findings': (d) => withStaging(d, [stage(d, 'Ib'), ...findings(d, 4.1)]),
  'stage in words': (d) =>
    withStaging(d, [
      observation(d, 'stage', { code: 'stage', days: -5 }, { valueString: 'CNLC IIIa期' }),
    ]),
  'stage of the diagnosis': (d) => [
    ...withStaging(d, []).filter(({ resourceType }) => resourceType !== 'Condition'),
    condition(d, 'hcc', {
      stage: [{ summary: { text: 'CNLC IIIa' } }],
      recordedDate: day(d, -10),
    }),
  ],
  'two stages of one day': (d) =>
    withStaging(d, [stage(d, 'Ib'), { ...stage(d, 'IIIa'), id: `${d.id}-stage-2` }]),
  'stage corrected': (d) =>
    withStaging(d, [
      stage(d, 'Ib'),
      { ...stage(d, 'IIIa'), id: `${d.id}-stage-2`, status: 'corrected' },
    ]),
  'old blood count': (d) => withCounts(d, counts(d, -20)),
  'counts in other units': (d) =>
    withCounts(d, [
      observation(d, 'n', { code: 'neutrophils', days: -3 }, quantity(d.neutrophils * 1000, '/uL')),
      observation(
        d,
        'l',
        { code: 'lymphocytes', days: -3 },
        {
          valueQuantity: { value: d.lymphocytes, unit: 'G/L' },
        },
      ),
    ]),
  'shares of one sample': (d) =>
    withCounts(d, [
      observation(
        d,
        'ns',
        { code: 'neutrophilShare', days: -3 },
        { ...quantity(68, '%'), ...specimen(d, 's') },
      ),
      observation(
        d,
        'ls',
        { code: 'lymphocyteShare', days: -3 },
        { ...quantity(21, '%'), ...specimen(d, 's') },
      ),
    ]),
  'counts of two samples': (d) =>
    withCounts(d, [
      observation(
        d,
        'n',
        { code: 'neutrophils', days: -3 },
        { ...quantity(4, '10*9/L'), ...specimen(d, 'a') },
      ),
      observation(
        d,
        'l',
        { code: 'lymphocytes', days: -3 },
        { ...quantity(1, '10*9/L'), ...specimen(d, 'b') },
      ),
    ]),
  'newer count without its partner': (d) =>
    withCounts(d, [
      ...counts(d, -6),
      observation(
        d,
        'n2',
        { code: 'neutrophils', days: -1 },
        { ...quantity(9, '10*9/L'), ...specimen(d, 'c') },
      ),
    ]),
  'reported ratio': (d) =>
    withCounts(d, [
      observation(d, 'nlr', { code: 'ratio', days: -3 }, { valueQuantity: { value: 3.4 } }),
    ]),
  'counts in a thousand times': (d) =>
    withCounts(d, [
      observation(d, 'n', { code: 'neutrophils', days: -3 }, quantity(4300, '10*3/uL')),
      observation(d, 'l', { code: 'lymphocytes', days: -3 }, quantity(1500, '10*3/uL')),
    ]),
  'count of the panel': (d) =>
    withCounts(d, [
      ...counts(d, -4).map((one) => ({ ...one, specimen: undefined })),
      {
        ...observation(d, 'panel', { code: 'leukocytes', days: -4 }, {}),
        hasMember: [
          { reference: `Observation/${d.id}-blood-n` },
          { reference: `Observation/${d.id}-blood-l` },
        ],
      },
    ]),
  'count below a limit': (d) =>
    withCounts(d, [
      counts(d, -2)[0]!,
      observation(
        d,
        'l',
        { code: 'lymphocytes', days: -2 },
        {
          valueQuantity: { value: 0.5, comparator: '<', unit: '10*9/L' },
          ...specimen(d, 'blood'),
        },
      ),
    ]),
  'diffusion in other units': (d) =>
    withImaging(d, [
      capsule(d),
      observation(d, 'dstar', { code: 'dStar', days: -6 }, quantity(d.dStar, 'um2/ms')),
      observation(
        d,
        'adc',
        { code: 'adc', days: -6 },
        quantity(Math.round(d.adc * 1000), '10*-6.mm2/s'),
      ),
    ]),
  'diffusion in an unknown unit': (d) =>
    withImaging(d, [
      capsule(d),
      dStar(d),
      observation(d, 'adc', { code: 'adc', days: -6 }, quantity(1.1, 'mm2')),
    ]),
  'diffusion without a unit': (d) =>
    withImaging(d, [
      capsule(d),
      dStar(d),
      observation(d, 'adc', { code: 'adc', days: -6 }, { valueQuantity: { value: 1.1 } }),
    ]),
  'perfusion below diffusion': (d) =>
    withImaging(d, [
      capsule(d),
      observation(d, 'dstar', { code: 'dStar', days: -6 }, quantity(3.1, '10*-3.mm2/s')),
      observation(d, 'adc', { code: 'adc', days: -6 }, quantity(3.2, '10*-3.mm2/s')),
    ]),
  'a minimum beside the mean': (d) =>
    withImaging(d, [
      ...imaging(d),
      observation(
        d,
        'adc-min',
        { code: 'adc', days: -6 },
        {
          ...quantity(0.7, '10*-3.mm2/s'),
          method: { text: 'minimum' },
        },
      ),
    ]),
  'two lesions with sizes': (d) =>
    withImaging(
      d,
      ['a', 'b'].flatMap((lesion, i) =>
        [
          observation(
            d,
            `adc-${lesion}`,
            { code: 'adc', days: -6 },
            quantity(1 + i / 5, '10*-3.mm2/s'),
          ),
          observation(
            d,
            `dstar-${lesion}`,
            { code: 'dStar', days: -6 },
            quantity(40 + i, '10*-3.mm2/s'),
          ),
          observation(
            d,
            `capsule-${lesion}`,
            { code: 'capsule', days: -6 },
            concept('tumour-capsule', 'complete'),
          ),
          observation(d, `size-${lesion}`, { code: 'size', days: -6 }, quantity(30 + 10 * i, 'mm')),
        ].map((one) => ({ ...one, focus: [{ reference: `BodyStructure/${d.id}-${lesion}` }] })),
      ),
    ),
  'capsule absent': (d) =>
    withImaging(d, [
      observation(d, 'capsule', { code: 'capsule', days: -6 }, concept('tumour-capsule', 'absent')),
      dStar(d),
      adc(d),
    ]),
  'preliminary imaging': (d) =>
    withImaging(d, [capsule(d), dStar(d), { ...adc(d), status: 'preliminary' }]),
  'imaging of one day without a time': (d) =>
    withImaging(
      d,
      imaging(d).map((one) => ({ ...one, effectiveDateTime: day(d, -6) })),
    ),
  'values in components': (d) =>
    withImaging(d, [
      capsule(d),
      dStar(d),
      {
        ...adc(d),
        code: { text: 'Diffusion' },
        valueQuantity: undefined,
        component: [{ code: adc(d)['code'], valueQuantity: adc(d)['valueQuantity'] }],
      },
    ]),
  'emergency in the order': (d) => [...complete(d), order(d, 0, { priority: 'stat' })],
  'outcome not yet followed': (d) => [...complete(d), tace(d), outcome(d, 10, false)],
  'outcomes that contradict': (d) => [
    ...complete(d),
    tace(d),
    outcome(d, 60, true),
    outcome(d, 61, false),
  ],
}
