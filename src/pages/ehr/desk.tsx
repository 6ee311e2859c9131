import { useMemo, useState } from 'react'
import { useSpeech } from '../language/language.tsx'
import type { Chart } from './chart-data.ts'
import { ChartView } from './chart.tsx'
import { fromWritten } from './drafts.ts'
import { usualForm } from './order-form.tsx'
import { Orders } from './orders.tsx'
import type { EhrSettings } from './settings.ts'
import { StorySteps } from './stories.tsx'
import { isOn } from './switches.ts'
import type { Navigation } from './use-address.ts'
import { type ChartState, useChart } from './use-chart.ts'
import type { Connection } from './use-connection.ts'
import { useOrdering } from './use-ordering.ts'

export interface DeskProps {
  readonly settings: EhrSettings
  readonly connection: Connection
  readonly navigation: Navigation
}

/** The services that are called, once every discovery URL has answered or failed. */
function useServices({
  settings,
  connection: { discoveries },
  navigation: { address },
}: DeskProps) {
  const { switched } = address
  return useMemo(() => {
    const services = discoveries
      .flatMap((discovery) => discovery.services)
      .filter((service) => isOn(service, switched, settings))
    return { services, isSettled: discoveries.every(({ isFound }) => isFound !== undefined) }
  }, [discoveries, switched, settings])
}

/** What the URL says was ordered, for the chart that is open. */
function useFirst({ settings, navigation: { address } }: DeskProps, chart: Chart | undefined) {
  const { language } = useSpeech()
  const forms = address.orders.flatMap((written) => {
    const ordered = fromWritten(written, settings.orderables, language)
    return ordered === undefined || chart === undefined ? [] : [{ ordered, ...usualForm(chart) }]
  })
  return { forms, hook: address.hook }
}

/** Chart and orders of one patient; for another it is mounted anew. Loaded with the first. */
export function Desk(props: DeskProps) {
  const { settings, connection, navigation } = props
  const { client } = connection
  const { address, go } = navigation
  const { patient: patientId } = address
  const [times, setTimes] = useState(0)
  const state: ChartState = useChart(client, patientId, times)
  const { chart } = state
  const { services, isSettled } = useServices(props)
  const { ordering, actions } = useOrdering({
    ...{ client, services, patientId, userId: settings.user },
    isReady: chart !== undefined && isSettled,
    first: useFirst(props, chart),
    onChange: go,
  })
  const askAgain = () => {
    setTimes(times + 1)
    return actions.askAgain()
  }
  const story = settings.stories.find(({ id }) => id === address.story)
  return (
    <main {...(chart === undefined ? { id: 'orders', tabIndex: -1 } : {})}>
      {story !== undefined && (
        <StorySteps
          story={story}
          milestones={ordering.milestones}
          onLeave={() => go({ story: '' })}
        />
      )}
      <ChartView state={state} patientId={patientId} />
      {chart !== undefined && (
        <Orders
          {...{ chart, ordering, client, patientId }}
          orderables={settings.orderables}
          actions={{ ...actions, askAgain }}
        />
      )}
    </main>
  )
}
