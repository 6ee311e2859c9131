import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { Speaking } from '../language/language.tsx'

/** Puts a page into its document, in the reader's language. */
export function mount(page: ReactNode): void {
  const root = document.getElementById('root')
  if (root !== null) createRoot(root).render(<Speaking>{page}</Speaking>)
}
