import { toLookup } from '../../base/lookup.ts'

/** A unit that a person may choose: the UCUM code, and how it is printed. */
export interface EntryUnit {
  readonly code: string
  readonly display: string
}

const unit = (code: string, display = code): EntryUnit => ({ code, display })

const CELLS = [unit('10*9/L', '×10⁹/L'), unit('10*3/uL', '×10³/µL'), unit('/uL', '/µL')]

/** As laboratories and workstations print them, by the unit of an input; each of its dimension. */
const OFFERED = toLookup<readonly EntryUnit[]>({
  '10*-3.mm2/s': [
    unit('10*-3.mm2/s', '×10⁻³ mm²/s'),
    unit('10*-6.mm2/s', '×10⁻⁶ mm²/s'),
    unit('mm2/s', 'mm²/s'),
    unit('um2/ms', 'µm²/ms'),
  ],
  cm: [unit('cm'), unit('mm')],
  '10*9/L': CELLS,
  'g/L': [unit('g/L'), unit('g/dL')],
  'umol/L': [unit('umol/L', 'µmol/L')],
})

/** The units in which a value may be entered: of one input never one that it cannot be read in. */
export function unitsFor(
  canonical: string,
  conversions: readonly { readonly unit: string }[] = [],
): readonly EntryUnit[] {
  return [
    ...(OFFERED[canonical] ?? [unit(canonical)]),
    ...conversions.map(({ unit: other }) => unit(other)),
  ]
}
