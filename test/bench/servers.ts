/** One server under test, in a process of its own; its kind is the first argument. Prints its URL. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { readConfig } from '../../src/config/index.ts'
import { start } from '../../src/start.ts'

const [, , kind = '', answerSize = '2500'] = process.argv

/** An answer of the size of the card, for the servers that compute nothing. */
const answer = { cards: [{ detail: 'x'.repeat(Number(answerSize)) }] }

function bareNode(): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      JSON.parse(Buffer.concat(chunks).toString('utf8'))
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
}

function bareExpress(): Server {
  const app = express()
  app.post('/{*any}', express.json({ limit: '5mb' }), (_request, response) => {
    response.json(answer)
  })
  return createServer(app)
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
}

async function service(): Promise<string> {
  const config = readConfig(
    { HOST: '127.0.0.1', PORT: '0', AUTH_MODE: 'optional', RATE_PER_MINUTE: '100000000' },
    ['--no-sandbox'],
  )
  const running = await start(config, { logSink: { write: () => undefined } })
  return running.publicUrl
}

const servers: Readonly<Record<string, () => Promise<string>>> = {
  node: () => listening(bareNode()),
  express: () => listening(bareExpress()),
  service,
}

process.stdout.write(`${(await servers[kind]?.()) ?? 'unknown'}\n`)
