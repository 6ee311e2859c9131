import type { Folder } from './folder.ts'

/** The file by which a folder is known to be a score. */
export const SCORE_FILE = 'score.json'

/** The file by which a folder is known to be a board. */
export const BOARD_FILE = 'board.json'

/** The folders by what they hold: a model with its service, a published score, or a board of them. */
export function foldersByKind(root: Folder) {
  const names = root.folders().filter((name) => !name.startsWith('_'))
  const having = (file: string) =>
    names.filter((name) => root.folder(name).jsonFiles().includes(file))
  const [scores, boards] = [having(SCORE_FILE), having(BOARD_FILE)]
  const others = new Set([...scores, ...boards])
  return { services: names.filter((name) => !others.has(name)), scores, boards }
}
