import fc from 'fast-check'

/**
 * Every run tries the same examples, so that none fails by chance. `PROPERTY_SEED=1234 npm test`
 * tries others; `npm run fuzz` does so for the whole service.
 */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? '20261120') })

export { fc }
