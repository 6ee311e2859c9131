import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

/** A standard normal score, and the share of the distribution that it stands for. */
type NormalNode = readonly [z: number, weight: number]

/**
 * Gauss-Hermite nodes of the standard normal distribution, from the recurrence of its polynomials
 * (Golub and Welsch, Math Comp 1969;23:221).
 */
export function normalNodes(count: number): readonly NormalNode[] {
  const jacobi = Matrix.zeros(count, count)
  for (let i = 1; i < count; i += 1) {
    jacobi.set(i, i - 1, Math.sqrt(i))
    jacobi.set(i - 1, i, Math.sqrt(i))
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(jacobi, {
    assumeSymmetric: true,
  })
  return realEigenvalues.map((z, i) => [z, eigenvectorMatrix.get(0, i) ** 2] as const)
}
