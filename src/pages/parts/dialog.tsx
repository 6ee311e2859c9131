import { type ReactNode, useEffect, useRef } from 'react'
import { useSpeech } from '../language/language.tsx'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A modal dialog: the browser keeps the focus inside and gives it back. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const { texts } = useSpeech()
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    element.current?.showModal()
  }, [])
  return (
    <dialog ref={element} onClose={onClose} aria-label={title}>
      <header className="row">
        <h2>{title}</h2>
        <button type="button" onClick={() => element.current?.close()}>
          {texts.common.close}
        </button>
      </header>
      {children}
    </dialog>
  )
}
