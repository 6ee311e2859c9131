declare const brand: unique symbol

/** A `T` that must not be swapped for another `T`. It is made in one constructor, which validates. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
