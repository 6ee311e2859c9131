import type { Folder } from './folder.ts'

/** Folders of `cds-services` that hold one folder for each model, score or board. */
const KINDS = ['models', 'scores', 'boards'] as const

const LAYOUT: readonly string[] = [...KINDS, 'terminology', 'schemas', 'templates']

const isHidden = (name: string) => name.startsWith('.')

/** That nothing lies where nobody reads it, and that no two folders have one name. */
export function checkLayout(root: Folder): void {
  for (const { name } of root.folders())
    if (!LAYOUT.includes(name) && !isHidden(name))
      root.problems.addAtLine(
        name,
        undefined,
        'is no folder that is read here',
        'A model lies in models/, a score in scores/, a board in boards/',
      )
  const kindByName = new Map<string, string>()
  for (const kind of KINDS)
    for (const { name } of root.folder(kind).folders()) {
      const other = kindByName.get(name)
      if (other === undefined) kindByName.set(name, kind)
      else
        root.problems.addAtLine(
          `${kind}/${name}`,
          undefined,
          `${other}/${name} has that name already`,
          'The address of a model card and a record know it by its name alone',
        )
    }
}
