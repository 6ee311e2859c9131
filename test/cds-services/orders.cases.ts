/**
 * Draft orders, real and near misses, and what the service takes them for. Synthetic. `no-order`:
 * what is not live or cannot be read as an order.
 */
export interface OrderCase {
  readonly law: string
  readonly order: Readonly<Record<string, unknown>>
  readonly is: 'recognised' | 'if-diagnosed' | 'if-its-reason' | 'other' | 'no-order'
}

const TACE = { system: 'http://tace-resistance-cds.example/CodeSystem/order', code: 'tace' }
const CPT = 'http://www.ama-assn.org/go/cpt'
const TUMOUR_EMBOLIZATION = { system: CPT, code: '37243' }
const BLEEDING_EMBOLIZATION = { system: CPT, code: '37244' }
const SELECTIVE = { system: 'http://snomed.info/sct', code: '57238002' }
const LIVER = { system: 'http://snomed.info/sct', code: '10200004' }
/** ICD-9-CM-3, as China uses it: injection or infusion of a chemotherapeutic substance. */
const CHEMO_INFUSION = { system: 'http://hl7.org/fhir/sid/icd-9-cm', code: '99.25' }

const named = (text: string) => ({ code: { text } })
const coded = (coding: object, more: object = {}) => ({ code: { coding: [coding] }, ...more })

const takes = (text: string, law: string): OrderCase => ({
  law,
  order: named(text),
  is: 'recognised',
})
const leaves = (text: string, law: string): OrderCase => ({ law, order: named(text), is: 'other' })
const asks = (text: string, law: string): OrderCase => ({
  law,
  order: named(text),
  is: 'if-diagnosed',
})

const REAL_NAMES: readonly OrderCase[] = [
  takes('TACE', 'the usual abbreviation names the procedure'),
  takes('cTACE segment VIII', 'conventional TACE is TACE'),
  takes('DEB-TACE with 100 µm beads', 'TACE with drug-eluting beads is TACE'),
  takes('Transarterial chemoembolization (TACE)', 'a name and its abbreviation are one name'),
  asks('Transarterial chemoembolisation', 'without the liver, the name may be of any organ'),
  asks('trans-arterial chemo-embolization', 'hyphens inside the words do not matter'),
  takes('Chemoembolization of the hepatic artery', 'the artery may stand behind'),
  takes('c‑TACE', 'a non-breaking hyphen is a hyphen'),
  takes('DEB–TACE', 'an en dash is a hyphen'),
  takes('DEB−TACE', 'a minus sign is a hyphen'),
  takes('TA\u00adCE', 'a soft hyphen is not seen and not read'),
  takes('ＴＡＣＥ', 'full-width letters are letters'),
  asks('经导管动脉化疗栓塞术', 'the Chinese name without the liver'),
  takes('肝动脉栓塞化疗术', 'the Chinese name in the other order of words'),
  takes(
    '肝动脉灌注化疗栓塞术',
    'infusion with embolization is TACE, though HAIC is inside the name',
  ),
  asks('經導管動脈化療栓塞術', 'the same in traditional characters'),
  takes('肝動脈化療栓塞術', 'the Chinese name in traditional characters'),
  takes('肝动脉化疗栓塞术（ＴＡＣＥ）', 'full-width brackets are brackets'),
  takes('拟行TACE', 'an intended TACE is an order of it'),
]

const REAL_DESPITE_OTHER_WORDS: readonly OrderCase[] = [
  takes('MRI-guided TACE', 'imaging that guides is no imaging order'),
  takes('CT guided hepatic chemoembolization', 'the same without a hyphen'),
  takes('Cone-beam CT TACE', 'an imaging technique used during the procedure is part of it'),
  takes('TACE with CT scan guidance', 'what follows "with" says how'),
  takes('TACE under ultrasound', 'what follows "under" says how'),
  takes('TACE for HCC progression on MRI', 'what follows "for" says why'),
  takes('TACE, repeat after TACE 3 months ago', 'an earlier TACE does not undo the one ordered'),
  takes('Repeat TACE after Y-90', 'another procedure that is past is no procedure ordered'),
  takes('TACE, prior HAIC', 'the same, said by an adjective'),
  takes('Post-Y90 TACE', 'the same, said by a prefix'),
  takes('Pre-transplant TACE', '"pre" speaks of the transplant, not of TACE'),
  takes('TACE (MRI 4 weeks later)', 'imaging named behind the procedure accompanies it'),
  takes('TACE after MDT discussion', 'the discussion is past, the TACE is ordered'),
  takes('Hepatic angiogram and TACE', 'the angiogram is a step of the procedure'),
  takes(
    'TACE for HCC with portal vein thrombosis',
    'a vein in the reason is no embolization of it',
  ),
  takes('TACE, hold anticoagulation', 'what is put off is not the TACE'),
  takes('TACE (no HAIC)', 'another procedure denied is no procedure ordered'),
  takes('Preoperative TACE', 'before an operation, TACE is ordered'),
  takes('No TACE in 2025, TACE now', 'a denial denies the mention beside it'),
  takes('CT引导下肝动脉化疗栓塞术', 'imaging that guides, in Chinese'),
  takes('DSA下经导管肝动脉化疗栓塞术', 'the same with the angiography suite'),
  takes('TACE术后3个月再次TACE', 'the earlier TACE is past, the second one is ordered'),
  takes('肝癌切除术后TACE', 'after a resection, not after TACE'),
  takes('HAIC术后行TACE', 'another procedure that is past, in Chinese'),
  takes('MDT讨论后行TACE', 'a discussion that is past, in Chinese'),
  takes(
    '肝癌破裂出血TACE',
    'an emergency TACE is TACE: that the model is not for it, the card says',
  ),
  takes('TACE联合仑伐替尼', 'a planned combination is still TACE'),
]

const OTHER_PROCEDURES: readonly OrderCase[] = [
  leaves('HAIC', 'infusion without embolization is another treatment'),
  leaves('Hepatic arterial infusion chemotherapy (mFOLFOX)', 'the same in words'),
  leaves('肝动脉持续灌注化疗', 'the same in Chinese'),
  leaves('TACE-HAIC', 'a combination with another arterial treatment is not the one studied'),
  leaves('TACE联合肝动脉灌注化疗', 'the same in Chinese'),
  leaves('TACE、HAIC', 'two treatments in one name leave open which one is ordered'),
  leaves('TAE', 'bland embolization is another treatment'),
  leaves('Bland embolization of the hepatic artery', 'the same in words'),
  leaves('单纯栓塞(肝动脉)', 'the same in Chinese'),
  leaves('TARE with Y-90', 'radioembolization is another treatment'),
  leaves('Radioembolization (SIRT), right lobe', 'the same in words'),
  leaves('Y90 mapping angiogram', 'its preparation too'),
  leaves('钇-90微球放射性栓塞', 'the same in Chinese'),
  leaves('Uterine artery embolization', 'another organ'),
  leaves('Prostatic artery embolization', 'another organ'),
  leaves(
    'Splenic artery embolization for hypersplenism in liver cirrhosis',
    'the liver is the reason',
  ),
  leaves(
    'Portal vein embolization before hepatectomy, liver',
    'the same organ, another vessel and aim',
  ),
  leaves('门静脉栓塞术(肝切除前)', 'the same in Chinese'),
  leaves('Bronchial artery embolization', 'another organ'),
  leaves('支气管动脉栓塞术', 'the same in Chinese'),
  leaves('子宫动脉化疗栓塞术', 'chemoembolization of another organ'),
  leaves('支气管动脉化疗栓塞术', 'chemoembolization of another organ'),
  leaves('Renal TACE', 'chemoembolization of another organ'),
  leaves('TACE plus partial splenic embolization', 'another organ anywhere in the name'),
  leaves('Hepatic artery embolization', 'embolization of the artery without a drug is TAE'),
  leaves('肝动脉栓塞术', 'the same in Chinese'),
  leaves('肝動脈塞栓術', 'the same in Japanese'),
  leaves('Chemotherapy infusion', 'chemotherapy alone is no embolization'),
  leaves('RFA of liver lesion', 'ablation is another treatment'),
]

const VISITS_AND_IMAGING: readonly OrderCase[] = [
  leaves('TACE consult', 'the last noun is what is ordered: a visit'),
  leaves('Consult IR for TACE', 'a visit whose reason is TACE'),
  leaves('TACE follow-up', 'a visit'),
  leaves('TACE - follow up visit', 'a visit, behind a dash'),
  leaves('TACE (follow-up)', 'a visit, in brackets'),
  leaves('Follow-up MRI after TACE', 'imaging after TACE'),
  leaves('CT after TACE', 'imaging after TACE'),
  leaves('CT scan, post TACE', 'imaging first, TACE only mentioned'),
  leaves('Post-TACE MRI', 'imaging with a prefix'),
  leaves('Liver MRI (TACE)', 'imaging first, TACE as its reason'),
  leaves('TACE planning CT', 'the last noun is what is ordered: imaging'),
  leaves('Labs before TACE', 'what is before TACE is not TACE'),
  leaves('Status post TACE', 'a state is no order'),
  leaves('Anesthesia for TACE', 'what goes with TACE is not TACE'),
  leaves('Admit for TACE', 'the bed for TACE is not TACE'),
  leaves('TACE pre-op labs', 'blood for TACE is not TACE'),
  leaves('Pre-op for TACE', 'preparation is not TACE'),
  leaves('Discuss TACE at tumour board', 'a question to colleagues'),
  leaves('TACE手术同意书', 'a form for TACE'),
  leaves('TACE术后护肝治疗', 'what follows TACE, in Chinese'),
  leaves('TACE后消融', 'ablation after TACE'),
  leaves('Hold TACE', 'a TACE put off'),
  leaves('No TACE', 'a denial'),
  leaves('Cancel TACE', 'a cancellation in words'),
  leaves('TACE: cancelled', 'a cancellation behind a colon'),
  leaves('TACE术后复查', 'a visit, in Chinese'),
  leaves('TACE术后', 'a state, in Chinese'),
  leaves('TACE術後追蹤MRI', 'imaging after TACE, in traditional characters'),
  leaves('TACE术前检查', 'what is before TACE, in Chinese'),
  leaves('会诊：是否行TACE', 'a question to a colleague, in Chinese'),
  leaves('TACE护理', 'nursing, in Chinese'),
  leaves('TACE知情同意书', 'a form, in Chinese'),
  leaves('拒绝TACE', 'a refusal, in Chinese'),
  leaves('Pancetacea study', 'letters inside another word are not the abbreviation'),
]

const GENERIC: readonly OrderCase[] = [
  { law: 'CPT 37243 alone may be of any organ', order: coded(TUMOUR_EMBOLIZATION), is: 'other' },
  {
    law: 'CPT 37243 with a uterine fibroid is of another organ',
    order: {
      code: { coding: [TUMOUR_EMBOLIZATION], text: 'Embolization of uterine fibroid' },
      note: [{ text: 'liver function normal' }],
    },
    is: 'other',
  },
  {
    law: 'CPT 37243 at the liver depends on the diagnosis',
    order: coded(TUMOUR_EMBOLIZATION, { bodySite: [{ coding: [LIVER] }] }),
    is: 'if-diagnosed',
  },
  {
    law: 'CPT 37243 with a chemotherapy drug in a note depends on the diagnosis',
    order: coded(TUMOUR_EMBOLIZATION, { note: [{ text: 'doxorubicin 50 mg in lipiodol' }] }),
    is: 'if-diagnosed',
  },
  {
    law: 'a note that names radioembolization answers the question',
    order: coded(TUMOUR_EMBOLIZATION, { note: [{ text: 'Y-90, right liver lobe' }] }),
    is: 'other',
  },
  {
    law: 'a note about later imaging leaves the order what it is',
    order: coded(TUMOUR_EMBOLIZATION, { note: [{ text: 'HCC segment V; MRI in 4 weeks' }] }),
    is: 'if-diagnosed',
  },
  {
    law: 'the diagnosis as the reason of an embolization points at the liver',
    order: coded(TUMOUR_EMBOLIZATION, {
      reasonCode: [{ coding: [{ system: 'http://snomed.info/sct', code: '109841003' }] }],
    }),
    is: 'if-diagnosed',
  },
  {
    law: 'what the cancer did elsewhere does not move the embolization there',
    order: coded(TUMOUR_EMBOLIZATION, { reasonCode: [{ text: 'HCC with lung metastases' }] }),
    is: 'if-diagnosed',
  },
  {
    law: 'the same in Chinese, with a vein of the liver',
    order: coded(TUMOUR_EMBOLIZATION, { reasonCode: [{ text: '肝细胞癌伴门静脉癌栓' }] }),
    is: 'if-diagnosed',
  },
  {
    law: 'an embolization for bleeding is not for the tumour',
    order: coded(SELECTIVE, {
      bodySite: [{ coding: [LIVER] }],
      reasonCode: [{ text: 'Traumatic hemorrhage' }],
    }),
    is: 'other',
  },
  {
    law: 'a fibroid as the reason points elsewhere, though the liver is mentioned',
    order: coded(TUMOUR_EMBOLIZATION, {
      reasonCode: [{ text: 'Uterine fibroid' }],
      note: [{ text: 'liver function normal' }],
    }),
    is: 'other',
  },
  {
    law: 'a selective embolization (SNOMED CT) at the hepatic artery depends on the diagnosis',
    order: coded(SELECTIVE, { bodySite: [{ text: '肝动脉' }] }),
    is: 'if-diagnosed',
  },
  {
    law: 'a selective embolization at the spleen is of another organ, whatever the note hopes for',
    order: coded(SELECTIVE, {
      bodySite: [{ text: 'Splenic artery' }],
      note: [{ text: 'HCC patient' }],
    }),
    is: 'other',
  },
  {
    law: 'a code for the infusion of chemotherapy alone is no embolization',
    order: coded(CHEMO_INFUSION, { bodySite: [{ coding: [LIVER] }] }),
    is: 'other',
  },
  asks('Hepatic embolization', 'a generic name with a hint depends on the diagnosis'),
  asks('Hepatic artery embolization with doxorubicin', 'with the drug it may be TACE'),
  asks('IR chemoembolization', 'chemoembolization says the drug, not the organ'),
  asks('肝癌介入栓塞术', 'a generic name with a hint, in Chinese'),
  leaves('Embolization', 'a generic name without a hint may be of any organ'),
  leaves('Post-embolization syndrome, liver', 'a consequence of an embolization is none'),
]

const CONTRADICTIONS: readonly OrderCase[] = [
  {
    law: "the project's own code is TACE without words",
    order: coded(TACE),
    is: 'recognised',
  },
  {
    law: "no words overrule a code that is the site's word for TACE",
    order: { code: { coding: [TACE], text: 'IR: TACE/TAE' } },
    is: 'recognised',
  },
  {
    law: 'a general translation beside the specific code does not weaken it',
    order: { code: { coding: [TUMOUR_EMBOLIZATION, TACE] } },
    is: 'recognised',
  },
  {
    law: 'a code for bleeding beside the code for TACE contradicts it, and nothing is taken',
    order: { code: { coding: [TACE, BLEEDING_EMBOLIZATION] } },
    is: 'other',
  },
  {
    law: 'a code for bleeding contradicts the name',
    order: { code: { coding: [BLEEDING_EMBOLIZATION], text: 'TACE' } },
    is: 'other',
  },
  {
    law: 'a display that names another procedure contradicts the text',
    order: { code: { coding: [{ ...SELECTIVE, display: 'TARE' }], text: 'TACE' } },
    is: 'other',
  },
  {
    law: 'a code without its system is no code',
    order: { code: { coding: [{ code: 'tace' }] } },
    is: 'other',
  },
  {
    law: 'a code in another system is another code',
    order: { code: { coding: [{ system: CPT, code: 'tace' }] } },
    is: 'other',
  },
  {
    law: 'a detail that is imaging leaves the name what it is',
    order: { ...named('TACE'), orderDetail: [{ text: 'MRI fusion' }, { text: 'CT' }] },
    is: 'recognised',
  },
  {
    law: 'a detail that is another treatment leaves open what is ordered',
    order: { ...named('TACE'), orderDetail: [{ text: 'HAIC' }] },
    is: 'other',
  },
  {
    law: 'a note is not the name of an order',
    order: { ...named('Interventional radiology procedure'), note: [{ text: 'TACE' }] },
    is: 'other',
  },
]

const LIVES: readonly OrderCase[] = [
  ...['draft', 'active', 'on-hold'].map((status): OrderCase => ({
    law: `an order that is ${status} is live`,
    order: { ...named('TACE'), status },
    is: 'recognised',
  })),
  ...['cancelled', 'completed', 'revoked', 'entered-in-error'].map((status): OrderCase => ({
    law: `an order that is ${status} is not live`,
    order: { ...named('TACE'), status },
    is: 'no-order',
  })),
  {
    law: 'an order to abstain from TACE is no order of it',
    order: { ...named('TACE'), doNotPerform: true },
    is: 'no-order',
  },
  { law: 'an order that says nothing is not read', order: {}, is: 'no-order' },
]

const RESOURCE_TYPES: readonly OrderCase[] = [
  {
    law: 'STU3 orders a procedure by a ProcedureRequest',
    order: { resourceType: 'ProcedureRequest', ...named('TACE') },
    is: 'recognised',
  },
  {
    law: 'the drug for TACE is TACE',
    order: {
      resourceType: 'MedicationRequest',
      medicationCodeableConcept: { text: 'Epirubicin 50 mg with Lipiodol for TACE' },
    },
    is: 'recognised',
  },
  {
    law: 'a drug against what TACE could not treat is not TACE',
    order: {
      resourceType: 'MedicationRequest',
      medicationCodeableConcept: { text: 'Lenvatinib 8 mg for TACE-refractory HCC' },
    },
    is: 'other',
  },
  {
    law: 'a drug given after TACE is not TACE',
    order: {
      resourceType: 'MedicationRequest',
      medicationCodeableConcept: { text: 'Tramadol for pain after TACE' },
    },
    is: 'other',
  },
  {
    law: 'a chemotherapy drug alone is not TACE',
    order: {
      resourceType: 'MedicationRequest',
      medicationCodeableConcept: { text: 'Doxorubicin 50 mg IV' },
    },
    is: 'other',
  },
  {
    law: 'beads for TACE are TACE',
    order: {
      resourceType: 'DeviceRequest',
      codeCodeableConcept: { text: 'DEB-TACE beads 100-300 µm' },
    },
    is: 'recognised',
  },
  {
    law: 'drug-eluting beads with a drug depend on the diagnosis',
    order: {
      resourceType: 'DeviceRequest',
      codeCodeableConcept: { text: 'Drug-eluting beads, doxorubicin' },
    },
    is: 'if-diagnosed',
  },
  {
    law: 'beads with irinotecan are for metastases of the colon',
    order: {
      resourceType: 'DeviceRequest',
      codeCodeableConcept: { text: 'Drug-eluting beads, irinotecan (DEBIRI), liver' },
    },
    is: 'other',
  },
  {
    law: 'an order set holds TACE beside its imaging',
    order: {
      resourceType: 'RequestGroup',
      action: [{ code: [{ text: 'Follow-up MRI' }] }, { code: [{ text: 'TACE' }] }],
    },
    is: 'recognised',
  },
  {
    law: 'an order set without TACE is not TACE',
    order: {
      resourceType: 'RequestGroup',
      action: [{ textEquivalent: 'CBC' }, { textEquivalent: 'MRI after TACE' }],
    },
    is: 'other',
  },
  {
    law: 'a care plan may hold TACE',
    order: { resourceType: 'CarePlan', activity: [{ detail: named('TACE') }] },
    is: 'recognised',
  },
  {
    law: 'a care plan may refer to TACE that it contains',
    order: {
      resourceType: 'CarePlan',
      contained: [{ resourceType: 'ServiceRequest', id: 'a', ...named('TACE') }],
      activity: [{ reference: { reference: '#a' } }],
    },
    is: 'recognised',
  },
  {
    law: 'what a care plan contains and does not refer to is none of its orders',
    order: {
      resourceType: 'CarePlan',
      contained: [{ resourceType: 'ServiceRequest', id: 'a', ...named('TACE') }],
      activity: [{ reference: { reference: '#b' } }],
    },
    is: 'no-order',
  },
  {
    law: 'a task that a care plan refers to is no order',
    order: {
      resourceType: 'CarePlan',
      contained: [{ resourceType: 'Task', id: 'a', ...named('TACE') }],
      activity: [{ reference: { reference: '#a' } }],
    },
    is: 'no-order',
  },
  {
    law: 'a task is no order that is read',
    order: { resourceType: 'Task', ...named('TACE') },
    is: 'no-order',
  },
]

/** All of them, by what they show. */
export const ORDER_CASES: Readonly<Record<string, readonly OrderCase[]>> = {
  'a real order by its name': REAL_NAMES,
  'a real order in spite of other words': REAL_DESPITE_OTHER_WORDS,
  'another procedure': OTHER_PROCEDURES,
  'a visit, imaging, a state or a denial': VISITS_AND_IMAGING,
  'an embolization of whatever organ': GENERIC,
  'codes and words that contradict each other': CONTRADICTIONS,
  'orders that live and orders that do not': LIVES,
  'other types of resource': RESOURCE_TYPES,
}
