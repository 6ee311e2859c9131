import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { toFrame } from '../../../src/interop/hl7v2/frames.ts'
import { repositoryPath } from '../../support/paths.ts'
import { messageBytes, messageText } from './support.ts'

const MAP = repositoryPath('fixtures/hl7v2/map.json')
const COMMAND = [repositoryPath('src/tace-cds.ts'), 'hl7v2']

/** The command as people start it; gives what it wrote when `until` has been said, or it ended. */
function start(args: readonly string[], until: RegExp) {
  const child = spawn(process.execPath, [...COMMAND, ...args])
  let written = ''
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const said = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        written += String(chunk)
        if (until.test(written)) resolve(written)
      })
    void ended.then(() => resolve(written))
  })
  return { said, ended, stop: () => child.kill('SIGTERM'), written: () => written }
}

function sendOne(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(toFrame(messageBytes(text))))
    socket.once('data', (chunk) => socket.end(() => resolve(String(chunk))))
    socket.once('error', reject)
  })
}

describe('hl7v2, as people start it', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hl7v2-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('takes results, keeps them over a restart, and stops when asked', async () => {
    const args = ['--listen', '0', '--service', 'http://127.0.0.1:9', '--map', MAP]
    const kept = [...args, '--keep', join(folder, 'kept.ndjson')]
    const first = start(kept, /from before/)
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(await first.said)?.[1])
    expect(await sendOne(port, messageText('mri'))).toMatch(/MSA\|AA\|RIS0001\|4 taken/)
    first.stop()
    expect(await first.ended).toBe(0)
    expect(first.written()).not.toMatch(/SYN-003|Synthetic\^|lesion 1/)
    const second = start(kept, /from before/)
    expect(await second.said).toMatch(/1 patient\(s\) from before/)
    second.stop()
    await second.ended
  })

  test('fails with words when it cannot do what it is told', async () => {
    for (const [args, words] of [
      [['--listen', '0', '--service', 'http://x', '--map', join(folder, 'none')], /no such file/],
      [['--listen', '0', '--service', 'http://x', '--map', MAP, '--key', MAP], /needs --issuer/],
    ] as const) {
      const child = start(args, /never said/)
      expect(await child.ended).toBe(1)
      expect(child.written()).toMatch(words)
    }
  })
})
