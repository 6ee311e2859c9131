export { isLoinc, isSnomedConcept } from '../../src/catalog/check-digits.ts'
