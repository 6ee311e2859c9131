export { fromPortable, toPortable } from './portable.ts'
