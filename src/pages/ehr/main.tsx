import { useEffect, useState } from 'react'
import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { mount } from '../parts/mount.tsx'
import { Ehr } from './ehr.tsx'
import { type EhrSettings, toSettings } from './settings.ts'
import { finishSignIn } from './sign-in.ts'

interface Beginning {
  readonly settings: EhrSettings
  readonly refusal: string | undefined
}

async function begin(): Promise<Beginning> {
  const refusal = await finishSignIn()
  const response = await fetch('sandbox/ehr/settings.json')
  if (!response.ok) throw new Error(String(response.status))
  return { settings: toSettings(await response.json()), refusal }
}

function Start() {
  const { texts } = useSpeech()
  const [beginning, setBeginning] = useState<Beginning | undefined>()
  const [why, setWhy] = useState<string | undefined>()
  useEffect(() => {
    document.title = texts.ehr.title
  }, [texts])
  useEffect(() => {
    begin().then(setBeginning, (error: unknown) => setWhy(String(error)))
  }, [])
  if (beginning !== undefined) return <Ehr {...beginning} />
  const failed = fill(texts.errors.refused, { what: why ?? '' })
  return <main>{why === undefined ? texts.common.loading : <p role="alert">{failed}</p>}</main>
}

mount(<Start />)
