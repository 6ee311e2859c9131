import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Speaking, useSpeech } from '../language/language.tsx'
import { Ehr } from './ehr.tsx'
import { type EhrSettings, toSettings } from './settings.ts'

async function fetchSettings(): Promise<EhrSettings> {
  const response = await fetch('sandbox/ehr/settings.json')
  if (!response.ok) throw new Error(String(response.status))
  return toSettings(await response.json())
}

function Start() {
  const { texts } = useSpeech()
  const [settings, setSettings] = useState<EhrSettings | undefined>()
  const [why, setWhy] = useState<string | undefined>()
  useEffect(() => {
    document.title = texts.ehr.title
  }, [texts])
  useEffect(() => {
    fetchSettings().then(setSettings, (error: unknown) => setWhy(String(error)))
  }, [])
  if (settings !== undefined) return <Ehr settings={settings} />
  return <main>{why === undefined ? texts.common.loading : <p role="alert">{why}</p>}</main>
}

const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    <Speaking>
      <Start />
    </Speaking>,
  )
