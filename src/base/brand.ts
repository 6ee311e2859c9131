declare const brand: unique symbol

/** A `T` that no other `T` may stand for: only the function that validates it makes one. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
