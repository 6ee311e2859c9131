import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { inLanguage, type Milestone, type Story } from './settings.ts'
import { useWords } from './words/words.ts'

interface StoriesProps {
  readonly stories: readonly Story[]
  readonly onStart: (story: Story) => void
}

/** What the page opens on while no patient is chosen. */
export function Stories({ stories, onStart }: StoriesProps) {
  const { language } = useSpeech()
  const words = useWords().stories
  return (
    <section className="stories" aria-labelledby="stories-title" id="orders" tabIndex={-1}>
      <h2 id="stories-title">{words.title}</h2>
      <p>{words.about}</p>
      <ol>
        {stories.map((story) => {
          const title = inLanguage(story.title, language)
          return (
            <li key={story.id}>
              <h3>{title}</h3>
              <p>{inLanguage(story.about, language)}</p>
              <button type="button" className="primary" onClick={() => onStart(story)}>
                {words.start}
                <span className="hidden">: {title}</span>
              </button>
            </li>
          )
        })}
      </ol>
      <p className="quiet">{words.others}</p>
    </section>
  )
}

interface StoryStepsProps {
  readonly story: Story
  readonly milestones: ReadonlySet<Milestone>
  readonly onLeave: () => void
}

/** The steps of the story that is told, with how far it has come. */
export function StorySteps({ story, milestones, onLeave }: StoryStepsProps) {
  const { language } = useSpeech()
  const words = useWords().stories
  const next = story.steps.findIndex(({ until }) => !milestones.has(until))
  return (
    <section
      className="story-steps"
      aria-label={fill(words.steps, { title: inLanguage(story.title, language) })}
    >
      <header className="row">
        <h2>{inLanguage(story.title, language)}</h2>
        <button type="button" className="small" onClick={onLeave}>
          {words.leave}
        </button>
      </header>
      <ol>
        {story.steps.map(({ until, text }, i) => {
          const isDone = next === -1 || i < next
          return (
            <li
              key={until}
              className={isDone ? 'is-done' : ''}
              aria-current={i === next ? 'step' : undefined}
            >
              {inLanguage(text, language)}
              {isDone && <span className="hidden"> ({words.done})</span>}
            </li>
          )
        })}
      </ol>
      <p className="quiet" aria-live="polite">
        {next === -1 && words.ended}
      </p>
    </section>
  )
}
