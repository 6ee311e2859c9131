/** A response with two mistakes that are often made, to see how they are told. */
export const EXAMPLE_CARD = {
  cards: [
    {
      uuid: '4e0a3a1e-3283-4575-ab82-028d55fe2719',
      summary: 'Example: the last creatinine is 14 months old',
      detail: '| test | last value |\n| --- | --- |\n| Creatinine | 96 µmol/L, **14 months** ago |',
      indicator: 'warning',
      source: { label: 'A service of somebody else', url: 'https://example.org/renal' },
      suggestions: [{ label: 'Order creatinine', uuid: 'e1187895-ad57-4ff7-a1f1-ccf954b2fe46' }],
      links: null,
    },
  ],
}
