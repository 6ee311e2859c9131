import { createServer } from 'node:http'

/** A FHIR base that takes transactions and keeps them. */
export async function openStub() {
  const transactions: unknown[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += String(chunk)))
    request.on('end', () => {
      if (request.method === 'POST') transactions.push(JSON.parse(text))
      response.writeHead(200, { 'content-type': 'application/fhir+json' }).end('{}')
    })
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  return {
    url: `http://127.0.0.1:${String(port)}/fhir`,
    transactions,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
