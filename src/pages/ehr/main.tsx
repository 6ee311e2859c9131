import { useEffect, useState } from 'react'
import { fill } from '../language/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { mount } from '../parts/mount.tsx'
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
  const failed = fill(texts.errors.refused, { what: why ?? '' })
  return <main>{why === undefined ? texts.common.loading : <p role="alert">{failed}</p>}</main>
}

mount(<Start />)
