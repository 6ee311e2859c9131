import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { LanguageProvider } from '../language/language.tsx'
import { ErrorBoundary } from './error-boundary.tsx'

export function mount(page: ReactNode): void {
  const root = document.getElementById('root')
  if (root === null) return
  createRoot(root).render(
    <LanguageProvider>
      <ErrorBoundary>{page}</ErrorBoundary>
    </LanguageProvider>,
  )
}
