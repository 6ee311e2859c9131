/**
 * Texts by their English, in which `{}` stands for a value, which is told too, and `{n}` for a
 * figure. A translation takes the values in the order of the English, or by their place: `{1}`.
 */
export type Messages = Readonly<Record<string, string>>
