export { fill } from '../../base/fill.ts'
