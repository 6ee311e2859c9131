export { fromPortable, fromPortableBoard, toPortable, toPortableBoard } from './portable.ts'
