import { repositoryPath } from '../../support/paths.ts'

/**
 * The Python that has the packages of requirements.txt; its programs (tid1500writer, spark-submit)
 * are beside it.
 */
export const PYTHON = repositoryPath('test/neighbours/.venv/bin/python')
