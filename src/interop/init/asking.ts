import { createInterface, type Interface } from 'node:readline'
import type { Terminal } from '../../base/terminal/terminal.ts'

/** Asks the person at the terminal, where no option has said it already. */
export interface Asking {
  /** @throws {Error} When nobody answers: an option must say it then. */
  readonly ask: (question: string, option: string) => Promise<string>
  /** An answer that may be empty, or left out. */
  readonly maybe: (question: string) => Promise<string>
  readonly close: () => void
}

export function openAsking({ input, say }: Pick<Terminal, 'input' | 'say'>): Asking {
  let lines: AsyncIterator<string, undefined> | undefined
  let reading: Interface | undefined
  // Nothing is read before the first question: a script that says all has no one to answer.
  const open = () => {
    reading = createInterface({ input: input() })
    return reading[Symbol.asyncIterator]()
  }
  async function answerTo(question: string): Promise<string | undefined> {
    say(question)
    lines ??= open()
    const next: IteratorResult<string, undefined> = await lines.next()
    return next.done === true ? undefined : next.value.trim()
  }
  return {
    ask: async (question, option) => {
      const answer = await answerTo(question)
      if (answer === undefined || answer === '') throw new Error(`${option} is missing`)
      return answer
    },
    maybe: async (question) => (await answerTo(question)) ?? '',
    close: () => reading?.close(),
  }
}
