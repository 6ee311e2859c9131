import type { SandboxPatient } from './patients.ts'

const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, (char) => `&#${String(char.charCodeAt(0))};`)

const STYLE = `
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 0 auto; padding: 1rem; color: #16202e; background: #fff }
  .sandbox { border: 2px solid #8a4b00; padding: .5rem 1rem; background: #fff8ec }
  li { margin: .5rem 0 }
`

/** The page on which a person chooses a patient for an app that was started outside an EHR. */
export function patientPicker(patients: readonly SandboxPatient[], requestUrl: string): string {
  const rows = patients.map(({ id, names, why }) => {
    const url = `${requestUrl}&patient=${encodeURIComponent(id)}`
    return `<li><a href="${escapeHtml(url)}">${escapeHtml(names['en'] ?? id)}</a> (${escapeHtml(id)}): ${escapeHtml(why)}</li>`
  })
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox: choose a patient</title><style>${STYLE}</style></head><body><main>
<p class="sandbox"><b>Sandbox only.</b> This authorization server asks nobody for a password and knows synthetic patients only.</p>
<h1>Choose a patient for the app</h1>
<ul>
${rows.join('\n')}
</ul>
</main></body></html>
`
}
