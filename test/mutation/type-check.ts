import { join } from 'node:path'
import ts from 'typescript'
import { mutated, type Site } from './site.ts'

/** Tells why the compiler refuses a mutant of code, if it does. */
export function typeChecker(root: string) {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    },
  )
  const changed = new Map<string, { readonly version: number; readonly text: string }>()
  let version = 0
  const textOf = (file: string) => changed.get(file)?.text ?? ts.sys.readFile(file)
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getScriptFileNames: () => config?.fileNames ?? [],
    getCompilationSettings: () => config?.options ?? {},
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptVersion: (file) => String(changed.get(file)?.version ?? 0),
    getScriptSnapshot: (file) => ts.ScriptSnapshot.fromString(textOf(file) ?? ''),
  })
  return (site: Site): string | undefined => {
    const file = join(root, site.file)
    const text = ts.sys.readFile(file) ?? ''
    changed.set(file, { version: ++version, text: mutated(text, site) })
    const told = [
      ...service.getSyntacticDiagnostics(file),
      ...service.getSemanticDiagnostics(file),
    ].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
    changed.set(file, { version: ++version, text })
    // An import or a constant that is left over says nothing about the change.
    return told.find((one) => !one.includes('never read'))
  }
}
