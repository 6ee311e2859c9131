export { isLoinc, isSnomedConcept } from '../../src/catalog/index.ts'
