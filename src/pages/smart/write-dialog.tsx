import { useState } from 'react'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { FoldedJson } from '../parts/folded-json.tsx'
import { ResourceSummary } from './resource-summary.tsx'
import type { Session, WriteResult } from './session.ts'

export interface Draft {
  readonly title: string
  readonly resource: FhirResource
}

interface WriteDialogProps {
  readonly draft: Draft
  readonly session: Session
  /** @param stored - What was stored; nothing when nothing was. */
  readonly onClose: (stored: FhirResource | undefined) => void
}

function Result({ written }: { readonly written: WriteResult }) {
  const { texts } = useSpeech()
  const { isStored, text, status = '—', failure } = written
  const why =
    failure === undefined
      ? `${text} (${String(status)})`
      : fill(texts.errors[failure.kind], { what: failure.what })
  const [role, words] = isStored
    ? (['status', fill(texts.app.sent, { what: text, status })] as const)
    : (['alert', fill(texts.app.notSent, { why })] as const)
  return (
    <p role={role} className={isStored ? 'done' : undefined}>
      {words}
    </p>
  )
}

/** Sends nothing before a person has seen exactly what will be sent. */
export function WriteDialog({ draft, session, onClose }: WriteDialogProps) {
  const { texts } = useSpeech()
  const [written, setWritten] = useState<WriteResult | undefined>()
  const [isSending, setSending] = useState(false)
  const server = `${session.server}/${draft.resource.resourceType}`
  const send = () => {
    setSending(true)
    void session.create(draft.resource).then((answer) => {
      setWritten(answer)
      setSending(false)
    })
  }
  const willBeSent = fill(texts.app.willBeSent, { server })
  return (
    <Dialog title={draft.title} onClose={() => onClose(written?.stored)}>
      <p>{willBeSent}</p>
      <ResourceSummary resource={draft.resource} />
      <FoldedJson value={draft.resource} label={willBeSent} />
      {written !== undefined && <Result written={written} />}
      {written?.isStored !== true && written?.failure?.kind !== 'expired' && (
        <div className="actions">
          <button type="button" className="primary" disabled={isSending} onClick={send}>
            {texts.app.send}
          </button>
        </div>
      )}
    </Dialog>
  )
}
