import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { LanguageProvider } from '../language/language.tsx'

export function mount(page: ReactNode): void {
  const root = document.getElementById('root')
  if (root !== null) createRoot(root).render(<LanguageProvider>{page}</LanguageProvider>)
}
