// Two colours that are told apart without colour vision, and in grey by their lightness.
export const BLUE = '#1f5f8b'
export const ORANGE = '#b35900'
export const GREY = '#8a8a8a'
/** Of texts in figures. */
export const DARK = '#2b2b2b'
