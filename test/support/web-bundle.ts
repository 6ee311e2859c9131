import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A bundle of pages as small as can be, in a folder that its maker removes. */
export function makeBundle(): string {
  const folder = mkdtempSync(join(tmpdir(), 'web-'))
  for (const inner of ['smart', 'assets']) mkdirSync(join(folder, inner))
  for (const page of ['index.html', 'smart/launch.html', 'smart/app.html'])
    writeFileSync(join(folder, page), `<title>${page}</title>`)
  writeFileSync(join(folder, 'assets/a-123.js'), '1')
  return folder
}
